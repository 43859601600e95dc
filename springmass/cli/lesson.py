"""The verb that writes a lesson for a class."""

from __future__ import annotations

import click

from springmass.cli.options import json_option, print_json
from springmass.cli.verbs import main


@main.command()
@click.argument("name", required=False)
@click.option("--folder", help="The pack's own folder.  [default: lesson-NAME, here]")
@click.option("--paper", default="a4", show_default=True, help="Paper of the PDFs: a4 or letter.")
@json_option
def lesson(name: str | None, folder: str | None, paper: str, as_json: bool) -> None:
    """Write a lesson for a class: worksheet, answers, data, scenario files, slides; alone, list the lessons.

    \b
    Example: springmass lesson midstance --folder my-lesson
    """
    from springmass.errors import InputError

    if name is None:
        from springmass.lab.lesson_files import lesson as read
        from springmass.lab.lesson_files import lessons

        if folder is not None:
            known = f"Lessons: {', '.join(lessons())}."
            raise InputError("--folder", given=folder, allowed="goes with the name of a lesson", hint=known)
        found = [read(one) for one in lessons()]
        if as_json:
            keys = ("name", "title", "intro", "minutes")
            print_json({"lessons": [{key: getattr(one, key) for key in keys} for one in found]})
            return
        for one in found:
            click.echo(
                f"{one.name} – {one.title} ({one.minutes} minutes)\n{click.wrap_text(one.intro, 92, '  ', '  ')}"
            )
        click.echo(f"\nWrite one: springmass lesson {found[0].name}")
        return
    from springmass.classroom.pack import lesson_pack

    pack = lesson_pack(name, folder, paper=paper)
    if as_json:
        print_json({"folder": str(pack.folder), "files": [file.as_posix() for file in pack.files]})
    click.echo(f"lesson written to {pack.folder}: {len(pack.files)} files, README.txt first", err=True)
