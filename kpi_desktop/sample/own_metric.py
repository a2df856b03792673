"""The sample company's own metric: what fills the slot that the catalogue keeps for one."""

from __future__ import annotations

from kpi_desktop.catalogue.draft import Draft

#: What one visit of its site brings.
OWN = Draft(
    "own_profit_per_visit",
    "gross_profit / site_visits",
    "Валовая прибыль на визит сайта",
    "Gross profit per site visit",
    unit="money/visit",
    display="money",
    better="up",
    definition="Валовая прибыль месяца, делённая на визиты сайта: сколько приносит один заход.",
    definition_en="Gross profit of the month over the visits of the site: what one visit brings.",
    advice="Если падает при росте визитов, проверьте, откуда пришли новые посетители.",
    advice_en="When it falls while visits grow, check where the new visitors came from.",
    inputs={"gross_profit": "1000", "site_visits": "200"},
    expected="5",
)
