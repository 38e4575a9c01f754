"""Asking a chat endpoint: prompt, wire, health, answer, confidence."""
