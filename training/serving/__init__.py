"""The endpoint: one base held once, its adapters beside it, asked through OpenAI's chat interface."""
