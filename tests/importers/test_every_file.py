"""Every real file at hand into a book of its own: recognised, counted, or refused for a reason said in Russian.

Where the notes on these files state a figure it stands here; the other figures hold what was read once, so that a
change shows: the tests of each importer prove them by sums of their own. A new file without a line here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop.app.books import new_book
from kpi_desktop.app.importing import import_files
from kpi_desktop.app.workspace import load_workspace
from kpi_desktop.i18n.translator import Translator
from tests.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

    from kpi_desktop.app.importing import Imported
    from kpi_desktop.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Line:
    """What must become of a file: `total` is the control total that goes into the book."""

    outcome: str
    recognised: str
    rows: int
    imported: int
    total: str = ""


EXPECTED = {
    "ads/google_ads_campaigns_utf16_tab.csv": Line("partial", "google-ads", 1, 1, "365.22"),
    "ads/google_ads_campaigns_utf8.csv": Line("partial", "google-ads", 2, 2, "2565.93"),
    "ads/google_ads_campaigns_zero.csv": Line("partial", "google-ads", 3, 3, "0"),
    "ads/google_ads_overview_keywords.csv": Line("needs_mapping", "google-ads", 46, 0),
    "ads/google_ads_overview_timeseries.csv": Line("needs_mapping", "google-ads", 24, 0),
    "ads/meta_ads_manager.xlsx": Line("partial", "meta-ads", 50, 50, "77818.01"),
    "bank/derived_one_day_dos_cp866.txt": Line("ok", "1c-bank", 13, 15, "81184"),
    "bank/dronm_to_bank_mixed_encoding.txt": Line("ok", "1c-bank", 2, 2, "175375.25"),
    "bank/kilylabs_one_day_cp1251.txt": Line("ok", "1c-bank", 13, 15, "81184"),
    "bank/kilylabs_one_day_utf8.txt": Line("ok", "1c-bank", 13, 15, "81184"),
    "bank/ubrr_mpuzanov_kl_to.txt": Line("ok", "1c-bank", 5, 10, "52634.86"),
    "bank/vtb_dronm_kl_to_1c.txt": Line("ok", "1c-bank", 3, 5, "169992"),
    "bank/xini1_sample1_allkeys_utf8.txt": Line("ok", "1c-bank", 2, 6, "20.2"),
    "bank/xini1_sample5_oebs_utf8.txt": Line("ok", "1c-bank", 6, 6, "0.06"),
    "commerceml/akuraga_orders_big.xml": Line("ok", "commerceml", 216, 898, "46109.63"),
    "commerceml/argent_documents_v3.xml": Line("ok", "commerceml", 2, 6, "12286.84"),
    "commerceml/argent_prices_v3.xml": Line("ok", "commerceml", 3, 3),
    "commerceml/argent_remainders_v3.xml": Line("ok", "commerceml", 2, 14, "70"),
    "commerceml/bigperson_offers.xml": Line("ok", "commerceml", 2, 8, "7"),
    "commerceml/bogutski_offers.xml": Line("ok", "commerceml", 523, 1046, "0"),
    "commerceml/brandymint_catalog.xml": Line("ok", "commerceml", 144, 144),
    "commerceml/carono_import.xml": Line("ok", "commerceml", 2, 2),
    "commerceml/carono_offers.xml": Line("ok", "commerceml", 5, 10, "219"),
    "commerceml/carono_orders.xml": Line("ok", "commerceml", 1, 3, "9683.42"),
    "commerceml/dobromyslov_bitrix_orders.xml": Line("ok", "commerceml", 2, 10, "14612.32"),
    "commerceml/dobromyslov_import0_1.xml": Line("ok", "commerceml", 36, 35),
    "commerceml/dobromyslov_offers0_1.xml": Line("ok", "commerceml", 44, 176, "2815"),
    "commerceml/gillbeits_import.xml": Line("unsupported", "commerceml", 0, 0),
    "commerceml/gillbeits_offers.xml": Line("ok", "commerceml", 978, 978),
    "commerceml/gillbeits_prices.xml": Line("ok", "commerceml", 978, 978),
    "commerceml/gillbeits_rests.xml": Line("ok", "commerceml", 978, 978, "1924"),
    "commerceml/imega_import.xml": Line("ok", "commerceml", 4, 4),
    "commerceml/imega_offer.xml": Line("ok", "commerceml", 4, 8, "1270"),
    "commerceml/offdoc_import.xml": Line("ok", "commerceml", 4, 4),
    "commerceml/offdoc_offers.xml": Line("partial", "commerceml", 2, 8, "0"),
    "commerceml/offdoc_orders.xml": Line("ok", "commerceml", 3, 3, "6734.47"),
    "commerceml/rakov_sale77.xml": Line("ok", "commerceml", 1, 52, "22487.27"),
    "commerceml/readyscript_import.xml": Line("ok", "commerceml", 1, 1),
    "commerceml/readyscript_offers.xml": Line("ok", "commerceml", 2, 4, "9"),
    "crm/amocrm_export_leads.csv": Line("ok", "amocrm", 20, 20, "0"),
    "crm/zoho_deals.xlsx": Line("ok", "zoho", 21593, 21593, "29833711"),
    "crm/zoho_spend.xlsx": Line("ok", "table", 20779, 20779, "149523.45"),
    "enterprisedata/ibparameters_response.xml": Line("unsupported", "enterprisedata", 0, 0),
    "excel1c/gross_profit_12months.xlsx": Line("ok", "1c-report", 5849, 19182, "9370721597.17"),
    "excel1c/price_list.ods": Line("ok", "table", 7, 14),
    "excel1c/repairs_list_tdsheet.xls": Line("unsupported", "1c-report", 31, 0),
    "excel1c/sharedstrings_case.xlsx": Line("unsupported", "", 0, 0),
    "excel1c/shipments_resaved.xlsx": Line("partial", "1c-report", 109, 109, "1532277.12"),
    "excel1c/shop_sellers_kpi.xlsx": Line("needs_mapping", "table", 48, 0),
    "excel1c/stock_1c77_biff5_cp1251.xls": Line("ok", "1c-report", 326, 349, "1338"),
    "excel1c/stock_availability.xlsx": Line("needs_mapping", "1c-report", 3825, 0),
    "excel1c/stock_tdsheet_biff8.xls": Line("needs_mapping", "1c-report", 791, 0),
    "handmade/ru_lounge_sales_log.xlsx": Line("needs_mapping", "table", 1207, 0),
    "handmade/ru_nomenclature_utf8bom_semicolon.csv": Line("unsupported", "table", 2868, 0),
    "marketplace/wildberries_realisation_report.xlsx": Line("ok", "wildberries", 8796, 12877, "1566642.3"),
    "mxl/v10_table.mxl": Line("unsupported", "1c-mxl", 1, 0),
    "mxl/v11_table.mxl": Line("unsupported", "1c-mxl", 1, 0),
    "mxl/v12_list.mxl": Line("unsupported", "1c-mxl", 2, 0),
    "mxl/v9_542rows.mxl": Line("needs_mapping", "1c-mxl", 530, 0),
    "mxl/v9_small.mxl": Line("needs_mapping", "1c-mxl", 4, 0),
    "mxl/v9_table.mxl": Line("needs_mapping", "1c-mxl", 48, 0),
    "odata/catalog_units_collection.json": Line("unsupported", "1c-odata", 2, 0),
    "odata/document_collection.json": Line("unsupported", "1c-odata", 2, 0),
    "survey/google_forms_varks_survey.csv": Line("needs_mapping", "survey", 120, 0),
    "tracker/jira_cloud_all_fields.csv": Line("ok", "jira", 68, 71),
    "tracker/jira_cloud_all_fields_sprint_bom.csv": Line("ok", "jira", 130, 130),
    "tracker/jira_cloud_current_fields_bom.csv": Line("ok", "jira", 111, 111),
    "transactions/cdnow_master.txt": Line("ok", "table", 69659, 69659, "2500315.63"),
    "transactions/olist_closed_deals.csv": Line("ok", "table", 842, 842),
    "transactions/olist_marketing_qualified_leads.csv": Line("ok", "table", 8000, 8000),
    "transactions/olist_products.csv": Line("unsupported", "table", 32951, 0),
    "transactions/ru_eshop_plants_2018_2020.csv": Line("ok", "table", 7474, 7474, "5357944.4166"),
    "transactions/ru_grocery_orders.xlsx": Line("ok", "table", 3323, 3323, "498107"),
    "transactions/ru_grocery_products.xlsx": Line("unsupported", "table", 40152, 0),
    "transactions/superstore_sample.xls": Line("ok", "table", 9994, 9994, "2297200.8603"),
    "webanalytics/ga4_by_date.csv": Line("ok", "ga4", 241, 241),
    "webanalytics/ga4_channel_hour_edited.csv": Line("unsupported", "ga4", 3182, 0),
    "webanalytics/ga4_events_year.csv": Line("partial", "ga4", 39, 39),
    "webanalytics/ga4_exploration.csv": Line("partial", "ga4", 3, 3, "5"),
    "webanalytics/ga4_home_multisection.csv": Line("partial", "ga4", 131, 28),
    "webanalytics/ga4_noheader_sections.csv": Line("partial", "ga4", 267, 28),
    "webanalytics/meta_audience_utf16_septab.csv": Line("unsupported", "meta-ads", 66, 0),
    "transactions/uci_online_retail_derived.xlsx": Line("ok", "table", 541909, 541909, "9747747.934"),
}
_READ = {"ok", "partial"}
_CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load_workspace()


def test_every_file_has_a_line() -> None:
    root = shared("data")
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert found == set(EXPECTED)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_what_becomes_of_a_file(workspace: Workspace, tmp_path: Path, name: str) -> None:
    path, book, line = shared(f"data/{name}"), tmp_path / "b.kpi", EXPECTED[name]
    new_book(book, "Лавка", "", "ru")
    found = import_files(workspace, book, [path], {})[0]
    report = found.report
    assert (report.outcome.value, report.recognised.split(":")[0].split(" ")[0]) == (line.outcome, line.recognised)
    assert (report.rows, found.imported) == (line.rows, line.imported)
    assert (found.imported > 0) == (line.outcome in _READ)
    if line.total:
        assert report.imported_total is not None
        assert report.imported_total.quantize(_CENT) == Decimal(line.total).quantize(_CENT)
    _told_in_russian(found)
    again = import_files(workspace, book, [path], {})[0]
    assert again.imported == 0, "the same file again changes nothing"


def _told_in_russian(found: Imported) -> None:
    """Every finding is a Russian sentence, and what was not imported has a reason and an advice."""
    say = Translator("ru")
    for issue in found.report.issues:
        assert re.search("[а-яё]", say(issue.message)), issue.code
        assert issue.fix is None or re.search("[а-яё]", say(issue.fix)), issue.code
    if found.report.outcome.value not in _READ:
        assert any(issue.fix is not None for issue in found.report.issues)
    if found.report.outcome.value == "needs_mapping":
        assert "[columns]" in found.report.mapping or "period" in found.report.mapping
