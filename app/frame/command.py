"""From a command file to a Typer command: plain functions in, options, help and shared flags out."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from app.frame.run import Verb, run_verb
from pipelines.core.registry import _argument_help as argument_help

