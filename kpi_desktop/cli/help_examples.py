"""An example of each command that takes more than a book and a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi_desktop.i18n.message import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping

#: By command; the program’s own name goes before each.
EXAMPLES: Mapping[str, tuple[Message, ...]] = {
    "new": (msg('new shop.kpi --company "My shop" --currency RUB'),),
    "import": (
        msg("import sales.xlsx ads.csv --book shop.kpi"),
        msg("import table.xlsx --mapping table.toml --book shop.kpi"),
    ),
    "keep": (
        msg("keep set Leads 120 --month 2026-10 --book shop.kpi"),
        msg("keep export figures.xlsx --from 2026-01 --to 2026-12 --book shop.kpi"),
    ),
    "settings": (
        msg("settings vat_basis=with --book shop.kpi"),
        msg('settings "Language of the reports=English" --book shop.kpi'),
    ),
    "kpis": (
        msg("kpis --month 2026-10 --book shop.kpi"),
        msg("kpis --metric margin --by channel --book shop.kpi"),
    ),
    "explain": (msg('explain "average order value" --book shop.kpi'),),
    "rows": (msg("rows revenue --month 2026-10 --limit 50 --book shop.kpi"),),
    "plan": (
        msg("plan set --month 2026-11 --amount 4000000 --book shop.kpi"),
        msg('plan set --month 2026-11 --amount 500000 --manager "Anna Belova" --book shop.kpi'),
        msg("plan export plans.xlsx --book shop.kpi"),
    ),
    "metric": (
        msg(
            'metric add --id own --name A --formula "profit / revenue" --example profit=1 revenue=4 =0.25 --book b.kpi'
        ),
    ),
    "whatif": (
        msg("whatif --set conversion=+10% --book shop.kpi"),
        msg("whatif --set check=+10% --in channel=Shop --book shop.kpi"),
        msg("whatif --metric aov --set revenue=750000 --set orders=250"),
    ),
    "limits": (msg("limits --margin 20% --book shop.kpi"),),
    "list": (msg("list abc --month 2026-10 --book shop.kpi"),),
    "staff": (msg('staff --add "Anna Belova" --team Shop --since 01.03.2026 --book shop.kpi'),),
    "tax": (msg("tax --set simplified_income --since 01.01.2026 --book shop.kpi"),),
    "rules": (msg("rules --add supplier purpose=supply direction=out --book shop.kpi"),),
    "streams": (msg('streams --channel "Shop receipts.csv=Shop" --book shop.kpi'),),
    "diagnose": (msg("diagnose --metric revenue --by channel --book shop.kpi"),),
    "compare-ads": (msg("compare-ads 12/1000 30/1000"),),
    "pilot": (msg("pilot set courses --by channel --member Courses --since 2026-08 --keep-if 10% --book shop.kpi"),),
    "investment": (msg("investment --cost 300000 --gains 40000 55000 61000"),),
    "try": (msg("try aov revenue=750000 orders=250"),),
    "close": (msg("close --month 2026-10 --who Anna --book shop.kpi"),),
    "send": (
        msg("send --month 2026-10 --to me@example.org --from shop@example.org --server smtp.example.org --book b.kpi"),
    ),
    "presets": (msg('presets --save mine="revenue; margin" --name Mine --book shop.kpi'),),
    "report": (msg("report october.pdf --month 2026-10 --book shop.kpi"),),
    "workbook": (msg("workbook october.xlsx --month 2026-10 --book shop.kpi"),),
}
