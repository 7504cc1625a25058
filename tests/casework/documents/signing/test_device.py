"""Signing by a device (PKCS#11), tried with SoftHSM: its keys never leave it, and what it lacks is told."""

from __future__ import annotations

import datetime
import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_pem_x509_certificate

from casework import db
from casework.documents.errors import NotSigned
from casework.documents.signing import judging, settings
from casework.documents.signing.judging import Trusted
from casework.documents.signing.pkcs11 import DeviceSigner
from casework.documents.signing.port import NO_KEY, UNREACHABLE
from casework.documents.signing.settings import Trust
from tests.casework.documents.signing.conftest import Signed
from tests.casework.documents.signing.keys import Authority
from tests.told import says

PIN = "4711-0815"
PLACES = ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib/aarch64-linux-gnu/softhsm")
MODULE = next((str(one) for place in PLACES if (one := Path(place) / "libsofthsm2.so").exists()), "")

pytestmark = pytest.mark.skipif(
    not MODULE or shutil.which("softhsm2-util") is None,
    reason="no softhsm2 on this machine (Debian package softhsm2); the device is not tried",
)


@dataclass(frozen=True)
class Device:
    """``roots``: who vouches for its certificates."""

    module: str
    roots: tuple[bytes, ...]

    def signer(self, key: str) -> DeviceSigner:
        return DeviceSigner(self.module, "office", key, PIN, 8192)


def _util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def _keep(folder: Path, name: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, certificate: bytes) -> None:
    """Put a key and its certificate into the device."""
    import pkcs11

    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _util("--import", str(file), "--token", "office", "--label", name, "--id", name.encode().hex(), "--pin", PIN)
    file.unlink()
    token = pkcs11.lib(MODULE).get_token(token_label="office")
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.LABEL: name,
                pkcs11.Attribute.ID: name.encode(),
                pkcs11.Attribute.SUBJECT: b"",
                pkcs11.Attribute.VALUE: certificate,
            }
        )


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Device]:
    """A device with a key of each sort. Its library reads where it is from the environment, once for the process."""
    folder = tmp_path_factory.mktemp("device")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    now = db.now()
    begin, end = now - datetime.timedelta(days=1), now + datetime.timedelta(days=30)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        _util("--init-token", "--free", "--label", "office", "--pin", PIN, "--so-pin", PIN)
        curve, primes = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
        for name, key in (("curve", curve), ("primes", primes)):
            made = authority.certificate(f"设备 {name}", key, begin, end).public_bytes(Encoding.DER)
            _keep(folder, name, key, made)
        root = load_pem_x509_certificate(authority.root.read_bytes())
        yield Device(MODULE, (root.public_bytes(Encoding.DER),))


@pytest.mark.parametrize("key", ["curve", "primes"])
def test_what_a_device_signs_is_judged_valid(device: Device, signed: Signed, key: str) -> None:
    content = b"what is signed"
    with signed.app.test_request_context():
        signer = device.signer(key)
        container = signer.sign(hashlib.sha256(content).digest())
        assert signer.certificate().name == f"设备 {key}"
        judged = judging.judge(container, content, Trust(device.roots, ()), db.now())
    assert (judged.intact, judged.valid, judged.trusted) == (True, True, Trusted.YES)
    assert not judging.judge(container, content + b".", Trust(device.roots, ()), db.now()).intact


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: replace(one, pin="wrong-pin"), UNREACHABLE),
        (lambda one: replace(one, token="another"), UNREACHABLE),
        (lambda one: replace(one, module="/none.so"), UNREACHABLE),
        (lambda one: replace(one, key="another"), NO_KEY),
    ],
)
def test_what_a_device_lacks_is_told_and_no_pin(
    device: Device,
    signed: Signed,
    change: Callable[[DeviceSigner], DeviceSigner],
    why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    signer = change(device.signer("curve"))
    with signed.app.test_request_context(), pytest.raises(NotSigned) as refused:
        signer.sign(b"0" * 32)
    assert says(refused.value.message, why)
    told = f"{refused.value.message}{caplog.text}{signer}"
    assert PIN not in told
    assert "wrong-pin" not in told


def test_the_settings_name_a_device_and_its_pin_comes_from_a_file(
    device: Device, signed: Signed, tmp_path: Path
) -> None:
    (tmp_path / "pin").write_text(f"{PIN}\n")
    names = ("SIGNING", "SIGNING_MODULE", "SIGNING_TOKEN", "SIGNING_KEY", "SIGNING_PIN_FILE")
    before = {name: signed.app.config[name] for name in names}
    given = ("pkcs11", device.module, "office", "curve", str(tmp_path / "pin"))
    signed.app.config.update(zip(names, given, strict=True))
    with signed.app.test_request_context():
        signer = settings.signer()
        assert signer is not None
        assert signer.sign(b"0" * 32)
    signed.app.config.update(before)
