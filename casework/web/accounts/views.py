"""Pages of sign-in, sign-out, password and language; the guard that asks every visitor who they are."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import Person, browsers, links, second_factor, service
from casework.accounts.errors import EntryRefused, NotNow, PasswordRefused, SignInLocked, SignInRefused
from casework.web import LANGUAGES
from casework.web.accounts import institution_views, people_views
from casework.web.accounts.blueprint import blueprint
from casework.web.accounts.forms import CodeForm, NewPasswordForm, PasswordForm, SignInForm
from casework.web.accounts.secrets import unkept
from casework.web.errors import wants_json
from casework.web.formfields import place as place_mistakes

__all__ = ["blueprint", "institution_views", "people_views"]

BEFORE_IT = {"accounts.sign_out", "accounts.second_factor_page"}
"""Pages of somebody who has to set up the second factor."""

TOKEN, PERSON, SEEN = "sign_in", "person_id", "seen"


def init_app(app: Flask) -> None:
    app.before_request(_identify)
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]  # Flask wants it replaced so


def _identify() -> Response | None:
    """Set ``g.person``; a visitor who is nobody goes to the sign-in page, and a program that is nobody gets 401, unless
    the view is public."""
    if request.endpoint == "static":
        return None
    if _idle():
        session[TOKEN] = ""  # told as one that has ended
    token = session.get(TOKEN)
    g.person = service.person_of(token)
    waiting = g.person is None and second_factor.pending(token) is not None
    expired = g.person is None and token is not None and not waiting
    if expired:
        session.clear()
    if request.endpoint is None:  # no such address: the error page still knows who is signed in
        return None
    if getattr(current_app.view_functions[request.endpoint], "public", False):
        return None
    if g.person is not None:
        return _set_up_first(g.person)
    if waiting:
        return redirect(url_for("accounts.code", next=_wanted()))
    if wants_json():
        abort(401)
    if request.method == "POST":
        flash(gettext("登录已失效，请重新登录。刚才提交的内容没有保存，退回上一页可以找回所填的内容。"), "warning")
    elif expired:
        flash(gettext("登录已失效，请重新登录。"), "warning")
    return redirect(url_for("accounts.sign_in", next=_wanted()))


def _idle() -> bool:
    """Whether nothing was done in this browser for too long. Kept in its cookie, once a minute at most."""
    now, seen = int(time.time()), session.get(SEEN)
    if not session.get(TOKEN) or seen is None:
        return False
    if now - seen > current_app.config["IDLE_LIMIT"]:
        return True
    if now - seen >= 60:
        session[SEEN] = now
    return False


def _origin(name: str = "") -> service.Origin:
    browser = browsers.known(request.cookies.get(browsers.COOKIE), name.strip()) if name else None
    return service.Origin(request.remote_addr or "", request.user_agent.string, browser)


def _set_up_first(person: Person) -> Response | None:
    """Where the second factor is required, whoever has none sets it up before anything else."""
    if request.endpoint in BEFORE_IT or not second_factor.lacking(person):
        return None
    return redirect(url_for("accounts.second_factor_page"))


def _wanted() -> str | None:
    """The page that was asked for, to come back to; none for the first one."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return wanted if wanted != "/" else None


def _begin_session(person_id: int, token: str) -> None:
    # A cookie planted before sign-in must not become a signed-in one: start an empty session.
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session[PERSON] = person_id
    session[SEEN] = int(time.time())


def _safe_target(target: str | None) -> str:
    """Only paths of this site; anything a browser could read as another host goes home."""
    parts = urlsplit(target or "")
    if not target or parts.scheme or parts.netloc or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return url_for("proceedings.todo")
    return target


@blueprint.route("/sign-in", methods=["GET", "POST"])
@service.public
def sign_in() -> str | tuple[str, int] | Response:
    """Sign in; after success back to the page that was asked for."""
    form = SignInForm()
    target = _safe_target(request.args.get("next"))
    if request.method == "GET" and service.current_person() is not None:
        return redirect(target)
    status, wait = 200, 0
    if form.is_submitted():
        status = 422
        if form.validate():
            name = form.username.data
            try:
                person, token = service.sign_in(name, form.password.data, _origin(name))
            except (SignInRefused, SignInLocked) as error:
                form.form_errors.append(error.message)
                status, wait = error.status, getattr(error, "seconds", 0)
            else:
                _begin_session(person.id, token)
                return _remembered(redirect(target), person.username)
    response = make_response(render_template("pages/accounts/sign_in.html", form=form), status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _remembered(response: Response, username: str) -> Response:
    """The browser is known from now on: other people's wrong passwords do not keep this person out of it."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    kept = {"max_age": browsers.LASTS, "httponly": True, "samesite": "Lax", "secure": secure}
    response.set_cookie(browsers.COOKIE, browsers.cookie(username), **kept)
    return response


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@service.public
def code() -> str | tuple[str, int] | Response:
    """The second step of signing in: the code of the phone."""
    person, target = second_factor.pending(session.get(TOKEN)), _safe_target(request.args.get("next"))
    if person is None:
        return redirect(target if service.current_person() else url_for("accounts.sign_in"))
    form, status = CodeForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                second_factor.give(session.get(TOKEN), form.code.data or "")
                return redirect(target)
            except SignInLocked as error:
                return _out(error)
            except SignInRefused as error:
                form.form_errors.append(error.message)
    return render_template("pages/accounts/code.html", form=form), status


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
def second_factor_page() -> str | tuple[str, int] | Response:
    """动态验证码: begin, confirm by a code, or take out of use by one."""
    person, form = service.signed_in_person(), CodeForm()
    message, status = "", 200
    if request.method == "POST":
        try:
            if done := _second_factor_step(request.form.get("do", ""), person, form):
                return done
            status = 422
        except EntryRefused as refusal:
            place_mistakes(form, refusal.errors)
            status = refusal.status
        except SignInLocked as error:
            return _out(error)
        except NotNow as refusal:
            message, status = refusal.message, refusal.status
    address = second_factor.address(person)
    page = render_template(
        "pages/accounts/second_factor.html",
        form=form,
        message=message,
        in_use=second_factor.in_use(person),
        required=second_factor.required(),
        address=address,
        secret=address.partition("secret=")[2].partition("&")[0],
    )
    return unkept(page, status)


def _out(refusal: SignInLocked) -> Response:
    session.clear()
    flash(refusal.message, "warning")
    return redirect(url_for("accounts.sign_in"))


def _second_factor_step(wanted: str, person: Person, form: CodeForm) -> Response | None:
    if wanted == "begin":
        second_factor.begin(person)
        return redirect(url_for("accounts.second_factor_page"))
    if not form.validate():
        return None
    if wanted == "remove":
        second_factor.remove(person, form.code.data or "")
        flash(gettext("动态验证码已停用。"), "success")
    else:
        second_factor.confirm(person, form.code.data or "")
        flash(gettext("动态验证码已启用，下次登录时需要输入。"), "success")
    return redirect(url_for("accounts.second_factor_page"))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out here and for every copy of this browser's cookie."""
    service.sign_out(service.signed_in_person(), session[TOKEN])
    session.clear()
    flash(gettext("已退出登录。"))
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/account")
def account() -> str:
    """我的账号: who I am here, and what secures it."""
    person = service.signed_in_person()
    return render_template(
        "pages/accounts/account.html",
        titles=permissions.titles(person.roles),
        sign_ins=service.sign_ins(person),
        here=service.token_digest(session[TOKEN]),
        in_use=second_factor.in_use(person),
    )


@blueprint.post("/account/sign-out-others")
def end_others() -> Response:
    """Sign out everywhere but here."""
    service.end_others(service.signed_in_person(), session[TOKEN])
    flash(gettext("其他设备上的登录已全部退出。"), "success")
    return redirect(url_for("accounts.account"))


@blueprint.route("/account/password", methods=["GET", "POST"])
def password() -> str | tuple[str, int] | Response:
    """Change the own password; other browsers are signed out."""
    form = PasswordForm()
    person = service.signed_in_person()
    if not form.is_submitted():
        return render_template("pages/accounts/password.html", form=form)
    if form.validate():
        try:
            token = service.change_password(person, form.old.data, form.new.data, _origin())
        except PasswordRefused as error:
            _place(form, error)
        except SignInLocked as error:
            return _out(error)
        else:
            _begin_session(person.id, token)
            flash(gettext("密码已更改，其他设备上的登录已失效。"))
            return redirect(url_for("accounts.account"))
    return render_template("pages/accounts/password.html", form=form), 422


@blueprint.route("/link/<token>", methods=["GET", "POST"])
@service.public
def link(token: str) -> Response:
    """Set the password by a one-time link. Looking at the page uses nothing up."""
    person = links.whose(token)
    form, status = NewPasswordForm(), 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                links.use(token, form.new.data)
            except PasswordRefused as error:
                _place(form, error)
            else:
                session.clear()
                flash(gettext("密码已设置，请以用户名 %(username)s 登录。", username=person.username), "success")
                return redirect(url_for("accounts.sign_in"))
    return unkept(render_template("pages/accounts/link.html", form=form, person=person), status)


def _place(form: NewPasswordForm, refusal: PasswordRefused) -> None:
    for mistake in refusal.errors:
        form[mistake.path].errors = [*form[mistake.path].errors, mistake.message]


@blueprint.post("/language")
@service.public
def language() -> Response:
    """Remember the language of the pages in this browser."""
    chosen = request.form.get("language", "")
    response = redirect(_safe_target(request.form.get("next")))
    if chosen in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie("language", chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax", secure=secure)
    return response
