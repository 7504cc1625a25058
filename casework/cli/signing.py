"""``flask --app wsgi signing``: by whom issued papers are signed here, whether it works, and who vouches for it."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

if TYPE_CHECKING:
    from casework.documents.signing.settings import Place

NONE = "没有设置电子签名：签发的文书不签名。"
SIGNER = "签名证书：{name}，由“{issuer}”签发，有效期 {since} 至 {until}，SHA-256 {sha256}"
WORKS = "试签：成功"
FAILED = "试签：{why}"
TRUSTED = "核对：证书受信任"
NOT_TRUSTED = "核对：证书不在受信任之列或者没有设置受信任的证书（TANHENG_SIGNING_TRUST），verify 不会认可这一签名"
COUNTED = "有签名证书的单位：{have} 个，共 {all} 个单位；没有证书的单位不能签发文书"
NOBODYS = "{file}：不是任何单位的名称，也不是行政区划代码-类别（如 350627-court.p12）"
TRIED = b"tanheng"


@click.command("signing")
@with_appcontext
def signing_command() -> None:
    """试用电子签名的设置：证书是谁的、到何时，能否签名，核对时是否受信任。什么也不保存。

    退出码：0 能签名且受信任，或者没有设置，1 不能。
    """
    with force_locale("zh"):
        wrong = [place for place in _places() if not _try(place)]
    if wrong:
        sys.exit(1)


def _places() -> list[Place | None]:
    """The institutions that have a certificate of their own, where each has; None for the one of the house."""
    from flask import current_app
    from sqlalchemy import select

    from casework import db
    from casework.accounts import Institution
    from casework.documents.signing import settings

    folder = current_app.config["SIGNING_FOLDER"]
    if not folder or current_app.config["SIGNING"] != settings.FILE:
        return [None]
    query = select(Institution).where(Institution.active).order_by(Institution.area_code, Institution.kind)
    places = [settings.place_of(one) for one in db.session().scalars(query)]
    known = {name for place in places for name in place.files}
    for file in sorted(Path(folder).glob("*.p12")):
        if file.name not in known:
            click.echo(NOBODYS.format(file=file.name), err=True)
    have = [place for place in places if any((Path(folder) / name).is_file() for name in place.files)]
    click.echo(COUNTED.format(have=len(have), all=len(places)))
    return list(have)


def _try(place: Place | None) -> bool:
    from casework.documents.errors import NotSigned
    from casework.documents.signing import settings

    try:
        signer = settings.signer(place)
        if signer is None:
            click.echo(NONE)
            return True
        told = signer.certificate()
        days = {"since": told.since.date(), "until": told.until.date()}
        if place is not None:
            click.echo(place.name)
        click.echo(SIGNER.format(name=told.name, issuer=told.issuer, sha256=told.sha256, **days))
        container = signer.sign(hashlib.sha256(TRIED).digest())
    except NotSigned as problem:
        click.echo(FAILED.format(why=problem.why), err=True)
        return False
    click.echo(WORKS)
    return _judge(container)


def _judge(container: bytes) -> bool:
    from casework import db
    from casework.documents.signing import judging, settings

    try:
        found = judging.judge(container, TRIED, settings.trust(), db.now())
    except settings.WrongTrust as problem:
        click.echo(str(problem), err=True)
        return False
    if found.trusted is not judging.Trusted.YES:
        click.echo(NOT_TRUSTED, err=True)
        return False
    click.echo(TRUSTED)
    return True
