"""The regions and accounts of the reference case against the raw tables they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from corridor.schema import check_table

CASE = Path(__file__).resolve().parents[2] / "cases" / "cpec"
ECON = CASE / "raw" / "econ"
INPUTS = ("sectors", "countries", "value_added", "input_output", "final_demand", "country_trade")
SECTORS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "MN", "OPQ", "RST")
SECTOR_OF = {section: sector for sector in SECTORS for section in sector}
TERRITORIES = {"PK-gilgit-baltistan", "PK-azad-jammu-kashmir"}
CENSUS_2023 = 241_499_431
MILLION = 1e6

Tables = dict[str, pd.DataFrame]
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def tables() -> Tables:
    found = {"regions": pd.read_parquet(CASE / "regions.parquet")}
    for name in INPUTS:
        path = CASE / "inputs" / name
        csv = path.with_suffix(".csv")
        found[name] = (
            pd.read_csv(csv, keep_default_na=False, na_values=[""])
            if csv.exists()
            else pd.read_parquet(path.with_suffix(".parquet"))
        )
    return found


@pytest.fixture(scope="module")
def earned(tables: Tables) -> pd.DataFrame:
    """Value added by country and sector, US$, from the regions."""
    country = tables["regions"].set_index("region_id")["country"]
    table = tables["value_added"]
    keys = [table["region_id"].map(country).rename("country"), table["sector"]]
    return table["value_added_usd"].groupby(keys).sum().unstack()[list(SECTORS)]  # noqa: PD010


@pytest.fixture(scope="module")
def icio() -> pd.DataFrame:
    """The ICIO as it is, million US$, with (economy, section) labels."""
    table = pd.read_parquet(ECON / "oecd_icio2023_2019_20x20.parquet").set_index("row")
    table.columns = pd.MultiIndex.from_tuples([tuple(name.split("_", 1)) for name in table.columns])
    return table


@pytest.fixture(scope="module")
def economy(tables: Tables, icio: pd.DataFrame) -> pd.Series:
    """The economy of the ICIO that each country of the case belongs to."""
    names = set(icio.columns.get_level_values(0))
    countries = tables["countries"]["country"]
    return pd.Series([c if c in names else "ROW" for c in countries], index=countries)


def gap(found: pd.DataFrame, wanted: pd.DataFrame) -> float:
    """Largest difference over the largest number of its row."""
    wanted = wanted.reindex(index=found.index, columns=found.columns)
    assert not wanted.isna().any(axis=None)
    return float((found - wanted).abs().div(wanted.abs().max(axis=1), axis=0).max(axis=None))


@pytest.mark.parametrize("name", ["regions", *INPUTS])
def test_every_table_is_what_the_dictionary_says(tables: Tables, name: str) -> None:
    assert check_table(tables[name], name, name) == []


def test_regions_are_those_promised(tables: Tables) -> None:
    regions = tables["regions"]
    count = regions.groupby("country").size()
    assert len(regions) >= 350
    assert count["PAK"] == 136 + len(TERRITORIES)
    assert count["CHN"] == 31
    assert {"IND", "KAZ", "KGZ", "RUS"} <= set(count[count > 5].index)
    assert set(regions["labour_pool"]) == set(regions["country"]) == set(tables["countries"]["country"])


def test_districts_hold_the_people_of_the_census(tables: Tables) -> None:
    regions = tables["regions"].query("country == 'PAK'").set_index("region_id")
    districts = regions.drop(index=list(TERRITORIES))
    census = pd.read_csv(ECON / "pak_census2023_district.csv")
    assert districts["population"].sum() == CENSUS_2023
    assert (
        districts.set_index("name")["population"].to_dict()
        == census.set_index("district")["pop2023"].to_dict()
    )
    assert set(districts["population_status"]) == {"observed"}
    assert set(regions.loc[list(TERRITORIES), "population_status"]) == {"estimated"}


def test_areas_of_pakistan_are_the_official_ones(tables: Tables) -> None:
    """796,096 km² by the Pakistan Bureau of Statistics; Gilgit-Baltistan is published as 72,496 km²."""
    regions = tables["regions"].query("country == 'PAK'").set_index("region_id")
    assert regions.drop(index=list(TERRITORIES))["area_km2"].sum() == pytest.approx(796_096, rel=0.01)
    assert regions.loc["PK-gilgit-baltistan", "area_km2"] == pytest.approx(72_496, rel=0.05)


def test_main_towns_lie_in_their_countries_extent(tables: Tables) -> None:
    pakistan = tables["regions"].query("country == 'PAK'")
    assert pakistan["lon"].between(60.8, 77.9).all()
    assert pakistan["lat"].between(23.6, 37.2).all()
    towns = tables["regions"].set_index("region_id")["town"]
    assert towns["PK-lahore"] == "Lahore"
    assert towns["PK-gwadar"] == "Gwadar"
    assert towns["PK-quetta"] == "Quetta"
    assert towns["IRN"] == "Tehran"


def test_disputed_regions_say_so(tables: Tables) -> None:
    notes = tables["regions"].set_index("region_id")["disputed_note"]
    for region in (*TERRITORIES, "IN-jammu-and-kashmir", "IN-ladakh", "IN-arunachal-pradesh", "CN-xinjiang"):
        assert "dministered by" in notes[region]
        assert "laimed" in notes[region]


def test_value_added_of_every_economy_is_that_of_the_icio(
    earned: pd.DataFrame, icio: pd.DataFrame, economy: pd.Series
) -> None:
    """Value added and taxes less subsidies on inputs; the others make up its rest, but for Taiwan."""
    made = icio.loc[["VA", "TLS"]].sum()
    made = made[[not section.startswith("FD") for _, section in made.index]]
    keys = [made.index.get_level_values(0), made.index.get_level_values(1).map(SECTOR_OF)]
    wanted = made.groupby(keys).sum().unstack() * MILLION  # noqa: PD010
    found = earned.groupby(economy).sum()
    assert gap(found.drop("ROW"), wanted) < 1e-9
    bank = pd.read_csv(ECON / "adb_mrio_accounts_2019.csv", keep_default_na=False)
    taiwan = bank.query("iso3 == 'TWN'")["value_added"].sum() * MILLION
    assert found.loc["ROW"].sum() == pytest.approx(wanted.loc["ROW"].sum() - taiwan, rel=0.005)


def test_trade_between_economies_is_that_of_the_icio(
    tables: Tables, icio: pd.DataFrame, economy: pd.Series
) -> None:
    """Also their trade with the rest of the world; the rest's own trade is customs and accounts."""
    trade = tables["country_trade"]
    keys = [
        trade["origin"].map(economy).rename("origin"),
        trade["sector"].rename("sector"),
        trade["destination"].map(economy).rename("destination"),
    ]
    found = trade["value_usd"].groupby(keys).sum().unstack()  # noqa: PD010
    sold = icio.drop(index=["VA", "TLS"]).T.groupby(level=0).sum().T * MILLION
    place = pd.MultiIndex.from_tuples([tuple(name.split("_")) for name in sold.index])
    wanted = sold.groupby([place.get_level_values(0), place.get_level_values(1).map(SECTOR_OF)]).sum()
    assert gap(found.drop("ROW"), wanted) < 1e-9
    assert gap(found.loc[["ROW"]].drop(columns="ROW"), wanted) < 1e-9


def test_accounts_close(tables: Tables, earned: pd.DataFrame) -> None:
    """Output pays inputs and value added; purchases, duties included, are inputs and final demand."""
    countries = list(tables["countries"]["country"])
    at = {c: i for i, c in enumerate(countries)}
    sector = {s: i for i, s in enumerate(SECTORS)}
    trade = np.zeros((len(countries), len(countries), len(SECTORS)))
    flow = tables["country_trade"]
    trade[flow["origin"].map(at), flow["destination"].map(at), flow["sector"].map(sector)] = flow["value_usd"]
    used = np.zeros((len(countries), len(SECTORS), len(SECTORS)))
    row = tables["input_output"]
    used[row["country"].map(at), row["input_sector"].map(sector), row["using_sector"].map(sector)] = row[
        "share"
    ]
    alpha = tables["final_demand"].pivot_table(index="country", columns="sector", values="share")
    alpha = alpha.loc[countries, list(SECTORS)].to_numpy()
    assert np.abs(alpha.sum(axis=1) - 1).max() < 1e-12
    duty = pd.read_csv(CASE / "inputs" / "tariffs.csv")
    paid = trade.copy()
    paid[duty["origin"].map(at), duty["destination"].map(at), duty["sector"].map(sector)] *= 1 + duty["rate"]
    output, bought = trade.sum(axis=1), paid.sum(axis=0)
    inputs = (used * output[:, None, :]).sum(axis=2)
    cost = (used * output[:, None, :]).sum(axis=1) + earned.loc[countries].to_numpy()
    final = (bought - inputs).sum(axis=1, keepdims=True)
    assert np.abs(cost / output - 1).max() < 1e-9
    assert np.abs((inputs + alpha * final) / bought - 1).max() < 1e-9
    assert trade.min() == 0.0
    assert final.min() > 0.0


def test_final_spending_of_the_icio_economies_is_kept(
    tables: Tables, icio: pd.DataFrame, economy: pd.Series
) -> None:
    alpha = tables["final_demand"].pivot_table(index="country", columns="sector", values="share")
    final = icio.drop(index=["VA", "TLS"])
    final = final[[c for c in final.columns if c[1].startswith("FD")]].T.groupby(level=0).sum().T
    wanted = final.groupby([name.split("_")[1] for name in final.index]).sum()
    wanted = wanted.groupby(SECTOR_OF).sum().T
    wanted = wanted.div(wanted.sum(axis=1), axis=0)
    own = economy[economy != "ROW"].index
    assert gap(alpha.loc[own], wanted) < 1e-9


def test_pakistan_is_as_large_as_its_national_accounts_say(earned: pd.DataFrame) -> None:
    """GDP 2019 and its sector shares as the World Bank publishes them, through two other tables."""
    bank = pd.read_parquet(ECON / "wb_national_gdp_population.parquet")
    gdp = bank.query("iso3 == 'PAK' and year == 2019")["gdp_current_usd"].item()
    table = pd.read_parquet(ECON / "gapminder_country_indicators.parquet").query(
        "iso3 == 'PAK' and year == 2019"
    )
    share = table.set_index("indicator")["value"]
    found = 100 * earned.loc["PAK"] / gdp
    assert 90 < found.sum() < 97
    assert found["A"] == pytest.approx(share["agriculture_percent_of_gdp"], abs=1.0)
    assert found[list("BCDEF")].sum() == pytest.approx(share["industry_percent_of_gdp"], abs=1.0)
    assert found[list(SECTORS[6:])].sum() == pytest.approx(share["services_percent_of_gdp"], abs=2.0)


def test_pakistan_trades_as_much_as_published(tables: Tables) -> None:
    """Exports and imports of goods and services of 2019, per cent of GDP, within two and three points."""
    table = pd.read_parquet(ECON / "gapminder_country_indicators.parquet").query(
        "iso3 == 'PAK' and year == 2019"
    )
    share = table.set_index("indicator")["value"]
    bank = pd.read_parquet(ECON / "wb_national_gdp_population.parquet")
    gdp = bank.query("iso3 == 'PAK' and year == 2019")["gdp_current_usd"].item()
    trade = tables["country_trade"].query("origin != destination")
    sold = 100 * trade.query("origin == 'PAK'")["value_usd"].sum() / gdp
    bought = 100 * trade.query("destination == 'PAK'")["value_usd"].sum() / gdp
    assert sold == pytest.approx(share["exports_percent_of_gdp"], abs=2.0)
    assert bought == pytest.approx(share["imports_percent_of_gdp"], abs=3.0)


@pytest.mark.parametrize(("here", "there"), [("origin", "destination"), ("destination", "origin")])
def test_partners_of_pakistan_are_those_of_the_customs_data(tables: Tables, here: str, there: str) -> None:
    """BACI of 2023 against the case of 2019: the same partners lead, none is off by ten points."""
    goods = tables["country_trade"]
    goods = goods[goods["sector"].isin(["A", "B", "C"]) & (goods["origin"] != goods["destination"])]
    found = goods[goods[here] == "PAK"].groupby(there)["value_usd"].sum()
    baci = pd.read_parquet(ECON / "baci_bilateral_totals_2023.parquet")
    names = {"origin": "iso_o", "destination": "iso_d"}
    seen = baci[baci[names[here]] == "PAK"].groupby(names[there])["trade_thousand_usd"].sum()
    both = pd.DataFrame({"found": found / found.sum(), "seen": seen / seen.sum()}).fillna(0.0)
    assert (both["found"] - both["seen"]).abs().max() < 0.10
    assert both["found"].corr(both["seen"]) > 0.9


def test_provinces_come_near_the_published_shares(tables: Tables) -> None:
    """Within three points of what compilations say; no official provincial accounts exist."""
    census = pd.read_csv(ECON / "pak_census2023_district.csv")
    names = tables["regions"].query("country == 'PAK'").set_index("region_id")["name"]
    province = names.map(census.set_index("district")["province"]).fillna("territories")
    earned = tables["value_added"].groupby("region_id")["value_added_usd"].sum().loc[names.index]
    share = 100 * earned.groupby(province).sum() / earned.sum()
    table = pd.read_csv(ECON / "pak_province_gdp_published.csv")
    table = table[table["indicator"] == "share of national GDP"]
    table["province"] = table["province"].replace({"Khyber Pakhtunkhwa": "KP", "Islamabad": "ICT"})
    published = table.groupby("province")["value"].agg(["min", "max"])
    assert set(published.index) == {"Punjab", "Sindh", "KP", "Balochistan", "ICT"}
    assert (share[published.index] > published["min"] - 3.0).all()
    assert (share[published.index] < published["max"] + 3.0).all()


def test_chinese_provinces_have_the_shares_of_their_published_product(tables: Tables) -> None:
    table = pd.read_csv(ECON / "regional_gdp_admin1.csv.gz").query("iso3 == 'CHN' and year == 2019")
    published = table.set_index("region")["value_lcu"]
    names = tables["regions"].query("country == 'CHN'").set_index("region_id")["name"]
    earned = tables["value_added"].groupby("region_id")["value_added_usd"].sum().loc[names.index]
    earned.index = pd.Index(names)
    assert set(published.index) == set(earned.index)
    difference = earned / earned.sum() - published[earned.index] / published.sum()
    assert difference.abs().max() < 1e-9


def test_every_number_is_marked(tables: Tables) -> None:
    table = tables["value_added"].merge(tables["regions"][["region_id", "level"]], on="region_id")
    assert len(table) == len(tables["regions"]) * len(SECTORS)
    assert table["method"].str.len().min() > 0
    assert set(table.loc[table["level"] != "country", "status"]) == {"estimated"}
    trade = tables["country_trade"]
    estimated = set(tables["countries"].query("status == 'estimated'")["country"])
    ends = trade["origin"].isin(estimated) | trade["destination"].isin(estimated)
    assert set(trade.loc[~ends, "status"]) == {"observed"}
    abroad = trade["sector"].isin(list("ABC")) & (trade["origin"] != trade["destination"])
    assert set(trade.loc[ends & ~abroad, "status"]) == {"estimated"}
    assert set(trade[abroad & (trade[["origin", "destination"]] == "PAK").any(axis=1)]["status"]) == {
        "observed"
    }
    alone = table[table["level"] == "country"].merge(
        tables["regions"][["region_id", "country"]], on="region_id"
    )
    assert set(alone.loc[alone["country"].isin(estimated), "status"]) == {"estimated"}


def test_sources_keep_the_words_the_oecd_asks_for() -> None:
    text = " ".join((CASE / "sources" / "accounts.md").read_text(encoding="utf-8").split())
    assert "This is an adaptation of an original work by the OECD." in text
    assert "should not be reported as representing the official views of the OECD" in text
