"""What the verbs have in common: options, and how wrong input and a full disk are told."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from springmass.cli import stopping
from springmass.errors import InputError
from springmass.writing import hindrance, in_one_move

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WRONG_INPUT = 2


class Verbs(click.Group):
    """Turns wrong input into one message and exit code 2, and mistyped verbs into the nearest one."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; one message for wrong input, for output that cannot be written, for an end before the end."""
        try:
            _open_streams()
            _check_folder()
            with stopping.heeding():
                result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except InputError as error:
            click.echo(f"springmass: {error}", err=True)
            ctx.exit(WRONG_INPUT)
        except KeyboardInterrupt as stop:
            stopping.tell("no half-written file is left.")
            ctx.exit(stopping.exit_code(stop))
        except BrokenPipeError:
            raise  # click ends quietly when the reader has seen enough
        except OSError as error:
            click.echo(f"springmass: the output cannot be written: {error.strerror or error}", err=True)
            sys.stdout = None  # nothing is left to flush at exit
            ctx.exit(1)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the verb, or the nearest one."""
        from springmass.errors import did_you_mean

        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f'No such verb "{args[0]}". {did_you_mean(args[0], self.list_commands(ctx))}', ctx)
        return super().resolve_command(ctx, args)


def _open_streams() -> None:
    """Where a stream was closed, let what is said go nowhere: else the next file opened would get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _check_folder() -> None:
    """Tell of a current folder that is gone; libraries that ask for it say less."""
    try:
        Path.cwd()
    except OSError as error:
        allowed = f"cannot be used: {error.strerror or error}"
        raise InputError("the current folder", allowed=allowed, hint="Change to another one.") from None


def figure_place(ctx: click.Context, option: click.Parameter, path: str | None) -> str | None:
    """Refuse a place where no figure can go before any work is done for it."""
    if path is not None:
        from springmass.figures.files import check_path

        try:
            check_path(path)
        except InputError as error:
            raise click.UsageError(str(error), ctx) from None
    return path


def distinct_files(*outputs: tuple[str, str | None]) -> None:
    """Refuse two options that name one file, before any work is done: the second would overwrite the first.

    Parameters
    ----------
    *outputs : (str, str or None)
        Option and the file it writes, None if it was not given; an option that writes several files stands here for
        each of them.

    Raises
    ------
    InputError
        For the later of the two options.
    """
    taken: dict[Path, str] = {}
    for option, path in outputs:
        if path is None:
            continue
        first = taken.setdefault(Path(os.path.realpath(path)), option)
        if first != option:
            allowed = f"must be another file than that of {first}"
            raise InputError(option, given=path, allowed=allowed, hint="Take another name.")


def print_json(document: Any) -> None:
    """Print a document as JSON."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def write_figure(figure: Figure, path: str) -> None:
    """Write a figure to a file; say so on the error stream."""
    from springmass.figures import save

    save(figure, path)
    click.echo(f"figure written to {path}", err=True)


def animation_place(ctx: click.Context, option: click.Parameter, path: str | None) -> str | None:
    """Refuse a place where no moving picture can go before any work is done for it."""
    if path is not None:
        from springmass.figures.film_files import check_animation_path

        try:
            check_animation_path(path)
        except InputError as error:
            raise click.UsageError(str(error), ctx) from None
    return path


def slow_number(ctx: click.Context, option: click.Parameter, text: str | None) -> float | None:
    """Refuse a pace at which nothing can be shown before any work is done for it."""
    if text is None:
        return None
    from springmass.figures.film import check_slow

    try:
        return check_slow(float(text), text)
    except InputError as error:
        raise click.UsageError(str(error.at(where="--slow")), ctx) from None
    except ValueError:
        allowed = "must be a plain number: how many times slower than life"
        raise click.UsageError(str(InputError("--slow", given=text, allowed=allowed, hint="Such as 4.")), ctx) from None


def slow_alone(slow: float | None, animation_path: str | None) -> None:
    """Refuse a pace without anything that plays."""
    if slow is not None and animation_path is None:
        raise InputError("--slow", given=f"{slow:g}", allowed="goes with --animation")


def write_animation(source: Any, path: str, midstance: str, slow: float | None) -> None:
    """Write a moving picture to a file, with a progress bar in a terminal; say so on the error stream."""
    from springmass.figures import animate

    pace: dict[str, Any] = {} if slow is None else {"slow": slow}
    try:
        animate(source, path, midstance=midstance, progress=None, **pace)
    except InputError as error:
        raise (error.at(where="--slow") if error.where == "slow" else error) from None
    click.echo(f"animation written to {path}", err=True)


def write_text(text: str, path: str, what: str) -> None:
    """Write a text file in one move, so that nobody ever sees half of it; say so on the error stream."""
    try:
        with in_one_move(path) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="replace")  # it may hold any name of a file
    except OSError as error:
        problem = InputError(what, given=path, allowed=f"cannot be written: {error.strerror or error}")
    else:
        click.echo(f"{what} written to {path}", err=True)
        return
    raise problem


def text_place(ctx: click.Context, option: click.Parameter, path: str | None) -> str | None:
    """Refuse a place where no text can go before any work is done for it."""
    if path is not None and (why := hindrance(path)):
        name = option.opts[0] if option.opts else "file"
        raise click.UsageError(f'{name}: given "{path}"; cannot be written: {why}.', ctx)
    return path


def assignments(texts: tuple[str, ...]) -> dict[str, str]:
    """What ``--set`` sets: field → value, as written."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise InputError("--set", given=text, allowed="must be FIELD=VALUE", hint="Such as foot.ahead=+3cm.")
        if name in found:
            raise InputError("--set", given=text, allowed=f"sets {name} a second time")
        found[name] = value
    return found


def numbered(path: str | None, count: int) -> list[str]:
    """The files of an option that draws several figures: its own for one, numbered ones for more."""
    if path is None or count == 1:
        return [] if path is None else [path]
    file = Path(path)
    return [str(file.with_name(f"{file.stem}-{number + 1}{file.suffix}")) for number in range(count)]


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
json_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON on stdout.")
figure_option: Decorator = click.option(
    "--figure", "figure_path", callback=figure_place, help="Write the figure to this file (.png, .svg, .pdf)."
)
joints_option: Decorator = click.option(
    "--joints", "joints_path", callback=figure_place, help="Write knee, quadriceps and ankle over contact to this file."
)
animation_option: Decorator = click.option(
    "--animation",
    "animation_path",
    callback=animation_place,
    help="Write a moving picture to this file (.gif, .webp, .mp4, .html).",
)
slow_option: Decorator = click.option(
    "--slow",
    metavar="FACTOR",
    callback=slow_number,
    help="How many times slower than life the moving picture plays, 0.1 to 100.  [default: 4]",
)
all_option: Decorator = click.option("--all", "everything", is_flag=True, help="Every metric, not only the main ones.")
midstance_option: Decorator = click.option(
    "--midstance",
    default="lowest point",
    show_default=True,
    help="Which moment is midstance: lowest point, greatest compression, peak vertical force, half contact, "
    "fore-aft crossover.",
)
