"""The page that weighs ways: asked by its address alone, kept nowhere."""

from __future__ import annotations

import pytest

from casework.restoring import designing
from tests.casework.office import Office
from tests.casework.restoring.cases import design, folder_of, planted, plot

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

ASKED = {
    **{"go": "1", "base": "2026", "rate": "3", "rate_source": "专家意见"},
    **{"harm_year": "2024", "harm_tonnes": "100", "harm_source": "采信的测算结果"},
    **{"planting_species": "杉木", "planting_series": "huitong-fir-1", "planting_year": "2027"},
    **{"planting_price": "800", "planting_source": "预算"},
    **{"credits_year": "2026", "credits_price": "20", "credits_source": "某日均价"},
    **{"mixes-0-fill": "credits", "mixes-1-credits": "50", "mixes-1-fill": "planting"},
}


def test_mixes_are_weighed_on_a_page_and_each_mistake_is_told_at_its_field(office: Office) -> None:
    folder_id = planted(office)
    with office.work():
        designing.save(folder_of(folder_id), office.person("officer"), "o1", design(plot(series="huitong-fir-1")))
    client, address = office.browser("judge"), f"/folders/{folder_id}/weighing"
    first = client.get(address)
    assert first.status_code == 200
    assert 'value="杉木"' in first.text
    assert 'id="weighed"' not in first.text
    found = client.get(address, query_string=ASKED)
    assert found.status_code == 200
    assert "106.09" in found.text
    assert "2,140" in found.text  # 107 t at 20
    lacking = client.get(address, query_string=ASKED | {"credits_source": "", "harm_year": "20", "rate": "x"})
    assert lacking.status_code == 422
    assert {name for name in ("credits_source", "rate") if f'id="{name}-error"' in lacking.text} == {
        "credits_source",
        "rate",
    }
    told = client.get(address, query_string=ASKED | {"mixes-2-money": "5", "planting_series": ""})
    assert told.status_code == 422
    assert {name for name in ("planting_series", "mixes-2-money") if f'id="{name}-error"' in told.text} == {
        "planting_series",
        "mixes-2-money",
    }
    more = client.get(address, query_string=ASKED | {"more": "1"})
    assert more.status_code == 200
    assert 'name="mixes-6-fill"' in more.text
