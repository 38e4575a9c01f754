"""From a command file to a Typer command: plain functions in; options, help and the shared flags out."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group
from typer.models import ParameterInfo

from app.frame.run import Invocation, Verb, run_verb
from pipelines.core.registry import argument_help

SHARED = {
    "project": Annotated[
        Path | None,
        typer.Option("--project", metavar="DIR", help="The project's folder (default: the nearest one upward)."),
    ],
    "json": Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")],
}
"""Options every command has, with their defaults None and False."""


def command_of(module_name: str) -> Any:
    """The Typer command of one command file; `app.commands` says how such a file is written."""
    module = import_module(module_name)
    name = module_name.rpartition(".")[2]
    group = getattr(module, "app", None)
    if isinstance(group, typer.Typer):
        return _group(module, group)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    _register(single, name.replace("_", "-"), getattr(module, name), module)
    return get_command(single)


def _group(module: ModuleType, group: typer.Typer) -> TyperGroup:
    """The same functions under the same names, each inside the frame."""
    framed = typer.Typer(
        cls=type("Group", (_GroupWithDefault,), {"default": getattr(module, "DEFAULT", None)}),
        help=inspect.getdoc(module),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )
    for info in group.registered_commands:
        function = info.callback
        if function is not None:
            _register(framed, info.name or function.__name__.strip("_").replace("_", "-"), function, module)
    return get_group(framed)


class _GroupWithDefault(TyperGroup):
    """A group that reads `verilode jobs --json` as `verilode jobs list --json`."""

    default: str | None = None

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        bare = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        return super().parse_args(ctx, [self.default, *args] if self.default and bare else args)


def _register(target: typer.Typer, name: str, function: Callable[..., Any], module: ModuleType) -> None:
    long = getattr(module, "LONG", False)
    verb = Verb(
        function=function,
        show=getattr(module, f"show_{name.replace('-', '_')}", None) or getattr(module, "show", None),
        long=long if isinstance(long, bool) else name in long,
    )
    prose = (inspect.getdoc(function) or "").partition("Args:\n")[0].partition("Raises:\n")[0]
    target.command(name, help=prose.strip())(framed(verb))


def framed(verb: Verb) -> Callable[..., None]:
    """A callback for Typer: the function's own options and the shared ones, run inside the frame."""

    def callback(context: typer.Context, **values: Any) -> None:
        shared = {name: values.pop(f"shared_{name}") for name in SHARED}
        argv = context.find_root().obj["argv"]
        run_verb(verb, values, Invocation(argv, shared["project"], shared["json"]))

    own = inspect.signature(verb.function, eval_str=True).parameters.values()
    help_of = argument_help(inspect.getdoc(verb.function) or "")
    parameters = [_option(p, help_of.get(p.name)) for p in own if p.name != "project"]
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    callback.__signature__ = inspect.Signature([context, *parameters, *_shared()])  # type: ignore[attr-defined]
    callback.__annotations__ = {}  # Typer reads the signature; hints of the inner function would contradict it
    return callback


def _option(parameter: inspect.Parameter, sentence: str | None) -> inspect.Parameter:
    """Before `*` an argument, after it an option; the docstring's sentence is its help."""
    given = [parameter.default, *get_args(parameter.annotation)[1:]]
    if not any(isinstance(value, ParameterInfo) for value in given):
        kind = typer.Option if parameter.kind is parameter.KEYWORD_ONLY else typer.Argument
        parameter = parameter.replace(annotation=Annotated[parameter.annotation, kind(help=sentence)])
    return parameter.replace(kind=parameter.KEYWORD_ONLY)


def _shared() -> list[inspect.Parameter]:
    kind = inspect.Parameter.KEYWORD_ONLY
    defaults = {"project": None, "json": False}
    return [
        inspect.Parameter(f"shared_{name}", kind, default=defaults[name], annotation=annotation)
        for name, annotation in SHARED.items()
    ]
