"""Each rule of the sources: a month that fires it, one that does not, one without its data, and both sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kpi_desktop import resources
from kpi_desktop.app.findings import program_rules
from kpi_desktop.catalogue.judgements import ABOUT_DATA
from kpi_desktop.catalogue.load import load_catalogue
from kpi_desktop.engine.figure import Base, Flag
from kpi_desktop.engine.findings.joint import findings
from kpi_desktop.i18n.message import msg
from kpi_desktop.present.findings import findings_text
from tests.unit.engine.findings.months import MONTH, Series, absent, sight, steady, stepped

if TYPE_CHECKING:
    from kpi_desktop.catalogue.judgements import Rule
    from kpi_desktop.catalogue.model import Catalogue
    from kpi_desktop.engine.findings.sight import Sight

Totals = dict[str, Series]


def _one(value: str) -> Series:
    return [Decimal(value)]


#: Company rules: totals that fire the rule, totals that do not.
_COMPANY: dict[str, tuple[Totals, Totals]] = {
    "low_leads": ({"leads": steady("400", "150")}, {"leads": steady("400", "392")}),
    "leads_do_not_buy": (
        {"leads": steady("400", "410"), "sales_conversion": steady("0.20", "0.08")},
        {"leads": steady("400", "150"), "sales_conversion": steady("0.20", "0.08")},
    ),
    "check_without_addons": (
        {"sales_conversion": steady("0.20", "0.21"), "aov": steady("5000", "2500")},
        {"sales_conversion": steady("0.20", "0.10"), "aov": steady("5000", "2500")},
    ),
    "customers_do_not_stay": (
        {"leads": steady("400", "410"), "sales_conversion": steady("0.2", "0.21"), "tcv": steady("9000", "4000")},
        {"leads": steady("400", "410"), "sales_conversion": steady("0.2", "0.21"), "tcv": steady("9000", "8950")},
    ),
    "signed_not_paid": ({"unpaid_contracts": _one("3")}, {"unpaid_contracts": _one("0")}),
    "visits_do_not_sign": (
        {"sales_count": steady("300", "120"), "conv_visit_contract": steady("0.4", "0.15")},
        {"sales_count": steady("300", "120"), "conv_visit_contract": steady("0.4", "0.405")},
    ),
    "sale_costs_more": (
        {"sale_cost": _one("900"), "profit_per_sale": _one("800")},
        {"sale_cost": _one("800"), "profit_per_sale": _one("800")},
    ),
    "discount_eats_margin": ({"discount_vs_margin": _one("0.02")}, {"discount_vs_margin": _one("-0.02")}),
    "repeat_falls": ({"repeat_purchases": stepped("0.5", "0.4")}, {"repeat_purchases": steady("0.5")}),
    "late_break_even": ({"breakeven_day": _one("25")}, {"breakeven_day": _one("24")}),
    "bounces_up": ({"bounce_rate": steady("0.30", "0.50")}, {"bounce_rate": steady("0.30", "0.10")}),
    "first_sale_loses": (
        {"cac": _one("1000"), "aov": _one("1000")},
        {"cac": _one("999"), "aov": _one("1000")},
    ),
    "carts_abandoned": ({"cart_abandonment": steady("0.60", "0.80")}, {"cart_abandonment": steady("0.60")}),
    "clicks_without_revenue": (
        {"cpc": steady("20", "19"), "rpc": steady("60", "25")},
        {"cpc": steady("20", "40"), "rpc": steady("60", "25")},
    ),
    "acquisition_lags": (
        {"revenue_share_existing": stepped("0.5", "0.7"), "new_buyers": stepped("100", "60")},
        {"revenue_share_existing": stepped("0.5", "0.7"), "new_buyers": steady("100")},
    ),
    "new_dominate": ({"revenue_share_new": _one("0.51")}, {"revenue_share_new": _one("0.50")}),
    "few_key_customers": (
        {"arp_customer": steady("5000", "9000"), "top_customer_share": _one("0.55")},
        {"arp_customer": steady("5000", "9000"), "top_customer_share": _one("0.45")},
    ),
    "value_holds": ({"arpu_paying": stepped("500", "600")}, {"arpu_paying": steady("500")}),
    "contract_above_lifetime": (
        {"acv": _one("100"), "ltv_contract": _one("90")},
        {"acv": _one("100"), "ltv_contract": _one("300")},
    ),
    "attainment_falls": ({"plan_attainment": stepped("1.0", "0.8")}, {"plan_attainment": steady("1.0")}),
    "expenses_grow": ({"sales_expense_ratio": stepped("0.1", "0.2")}, {"sales_expense_ratio": stepped("0.2", "0.1")}),
    "burndown_behind": (
        {"burndown_deviation": _one("11"), "work_remaining": _one("60"), "work_done": _one("40")},
        {"burndown_deviation": _one("10"), "work_remaining": _one("60"), "work_done": _one("40")},
    ),
    "perhaps_a_fault": (
        {"visitors": steady("5000", "1000"), "revenue": steady("900000")},
        {"visitors": steady("5000"), "revenue": steady("900000", "1800000")},
    ),
    "loss": ({"profit": _one("-1")}, {"profit": _one("0")}),
    "plan_short": ({"plan_attainment": _one("0.99")}, {"plan_attainment": _one("1")}),
    "debts_overdue": ({"receivables_overdue": _one("1")}, {"receivables_overdue": _one("0")}),
}

#: Rules of channels and people: figures of one member that fire the rule, and that do not; totals beside them.
_MEMBERS: dict[str, tuple[str, Totals, Totals, Totals]] = {
    "buyers_small_check": (
        "channel",
        {"sales_count": _one("40"), "atc": _one("600")},
        {"sales_count": _one("40"), "atc": _one("700")},
        {"sales_count": _one("200"), "atc": _one("1000")},
    ),
    "channel_at_a_loss": ("channel", {"net_per_sale": _one("-1")}, {"net_per_sale": _one("0")}, {}),
    "advertising_at_a_loss": (
        "channel",
        {"roi_profit": _one("0.9"), "roi_revenue": _one("2")},
        {"roi_profit": _one("1"), "roi_revenue": _one("0")},
        {},
    ),
    "employee_drops": (
        "manager",
        {"conv_visit_contract": steady("0.4", "0.1")},
        {"conv_visit_contract": steady("0.4")},
        {"conv_visit_contract": steady("0.4", "0.25")},
    ),
    "less_active": (
        "manager",
        {"activity_vs_team": [Decimal("0.49")] * 3},
        {"activity_vs_team": [Decimal("0.49"), Decimal("0.5"), Decimal("0.49")]},
        {"activity_per_rep": _one("60")},
    ),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The program's definitions."""
    return load_catalogue(resources.folder("formulas"))


@pytest.fixture(scope="module")
def rules(catalogue: Catalogue) -> dict[str, Rule]:
    """The program's rules by id."""
    return {rule.id: rule for rule in program_rules(catalogue)}


def _said(rule: Rule, seen: Sight) -> list[str | None]:
    return [found.member for found in findings((rule,), seen).found]


def _member(name: str, series: Totals) -> dict[tuple[str, str], Totals]:
    return {(_MEMBERS[name][0], "Бета"): series}


@pytest.mark.parametrize("name", _COMPANY)
def test_a_company_rule_fires_on_its_month_and_on_no_other(
    name: str, rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    fires, quiet = _COMPANY[name]
    assert _said(rules[name], sight(catalogue, fires)) == [None]
    still = findings((rules[name],), sight(catalogue, quiet))
    assert not still.found
    assert [rule.id for rule in still.quiet] == [name]


@pytest.mark.parametrize("name", _MEMBERS)
def test_a_rule_of_members_names_the_member_that_it_speaks_of(
    name: str, rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    _, fires, quiet, totals = _MEMBERS[name]
    people = frozenset({"Бета"})
    assert _said(rules[name], sight(catalogue, totals, _member(name, fires), people=people)) == ["Бета"]
    assert not _said(rules[name], sight(catalogue, totals, _member(name, quiet), people=people))


def test_a_person_is_named_only_where_the_company_fell_and_the_funnel_names_them(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    rule, own = rules["employee_drops"], _member("employee_drops", {"conv_visit_contract": steady("0.4", "0.1")})
    fell, fine = {"conv_visit_contract": steady("0.4", "0.25")}, {"conv_visit_contract": steady("0.4")}
    assert not _said(rule, sight(catalogue, fell, own))
    assert not _said(rule, sight(catalogue, fell, own, people=frozenset({"Альфа"})))
    assert not _said(rule, sight(catalogue, fine, own, people=frozenset({"Бета"})))
    assert _said(rule, sight(catalogue, fell, own, people=frozenset({"Бета"}))) == ["Бета"]


def test_few_actions_of_a_small_team_name_nobody(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    own = _member("less_active", {"activity_vs_team": [Decimal("0.2")] * 3})
    assert not _said(rules["less_active"], sight(catalogue, {"activity_per_rep": _one("29")}, own))
    assert _said(rules["less_active"], sight(catalogue, {"activity_per_rep": _one("30")}, own)) == ["Бета"]
    two = _member("less_active", {"activity_vs_team": [Decimal("0.2")] * 2})
    assert not _said(rules["less_active"], sight(catalogue, {"activity_per_rep": _one("60")}, two))


def _two_channels(catalogue: Catalogue, first: Series, second: Series, cases: str = "2000") -> Sight:
    metric = "leads_converted_share"
    members = {("channel", "Альфа"): {metric: first}, ("channel", "Бета"): {metric: second}}
    return sight(catalogue, {metric: steady("0.25")}, members, cases=Decimal(cases))


def test_channels_differ_by_more_than_chance_or_nothing_is_said(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    rule = rules["channels_differ"]
    seen = _two_channels(catalogue, steady("0.30"), steady("0.20"))
    assert _said(rule, seen) == [None]
    (told,) = findings_text(findings((rule,), seen), seen, "RUB", "ru").told
    assert told.evidence.startswith(
        "Доля лидов, ставших сделкой: канал «Альфа» — 30,0\u00a0%, канал «Бета» — 20,0\u00a0%"
    )
    assert not _said(rule, _two_channels(catalogue, steady("0.26"), steady("0.24")))
    # Of 19 leads each 30 and 20 % are no difference that anyone could see.
    assert findings((rule,), _two_channels(catalogue, steady("0.3"), steady("0.2"), "19")).unheard


def test_channels_whose_gap_swings_are_not_called_different(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    # 30 and 25 % of 2,000 leads each: counting alone gives the gap 1.4 points, so 5 points would be no chance. But
    # every month one of the two has 30 and the other 25 %, by turns: the gap itself swings by 7 points.
    by_turns = [Decimal("0.30") if index % 2 else Decimal("0.25") for index in range(24)]
    other = [Decimal("0.55") - value for value in by_turns]
    now, then = Decimal("0.30"), Decimal("0.25")
    rule = rules["channels_differ"]
    assert not _said(rule, _two_channels(catalogue, [*by_turns, now], [*other, then]))
    assert _said(rule, _two_channels(catalogue, [now] * 25, [then] * 25)) == [None]


@pytest.mark.parametrize(("months", "heard"), [(1, False), (13, False), (14, True)])
def test_channels_are_compared_only_with_as_long_a_past_as_any_alarm_needs(
    months: int, heard: bool, rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    seen = _two_channels(catalogue, steady("0.4")[-months:], steady("0.1")[-months:])
    found = findings((rules["channels_differ"],), seen)
    assert bool(found.found) is heard
    assert [one.missing.reason.value for one in found.unheard] == ([] if heard else ["history_short"])


def test_a_channel_begun_lately_is_held_to_what_is_known_of_the_others(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    metric, rule = "leads_converted_share", rules["channels_differ"]

    def third(share: str) -> Sight:
        members = {("channel", name): {metric: [Decimal("0.25")] * 25} for name in ("Альфа", "Бета")}
        members[("channel", "Гамма")] = {metric: [Decimal(share)]}
        return sight(catalogue, {metric: steady("0.25")}, members)

    (told,) = findings_text(findings((rule,), third("0.10")), third("0.10"), "RUB", "ru").told
    assert "канал «Гамма» — 10,0\u00a0%" in told.evidence
    assert not _said(rule, third("0.24"))


def test_retention_is_poor_only_where_the_interval_excludes_the_benchmark(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    rule, beside = rules["poor_retention"], {"crr": {Base.BENCHMARK: Decimal("0.6")}}
    many = sight(catalogue, {"crr": _one("0.4")}, standards=beside)
    few = sight(catalogue, {"crr": _one("0.4")}, standards=beside, cases=Decimal(5))
    assert _said(rule, many) == [None]
    assert not _said(rule, few)  # 2 of 5 is 40 % ± 43 points: 60 % is not excluded


def test_coverage_is_looked_at_only_while_the_month_runs(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    from kpi_desktop.engine.findings.sight import Sight
    from tests.unit.engine.findings.months import MONTH, figure

    def month(coverage: str, *, complete: bool) -> Sight:
        numbers = {"pipeline_coverage": coverage, "required_coverage": "3", "slipped_deals": "2"}
        return Sight.of(catalogue, MONTH, [
            figure(catalogue, metric, Decimal(number), complete=complete) for metric, number in numbers.items()
        ])  # fmt: skip

    rule = rules["coverage_short"]
    assert _said(rule, month("2.9", complete=False)) == [None]
    assert not _said(rule, month("3", complete=False))
    assert findings((rule,), month("2.9", complete=True)).unheard


def test_little_data_is_told_as_little(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    few = (rules["loss"], rules["looked_at_little"])
    seen = sight(catalogue, {"profit": steady("100")})
    found = findings(few, seen)
    assert [one.rule.id for one in found.found] == ["looked_at_little"]
    (told,) = findings_text(found, seen, "RUB", "ru").told
    assert told.evidence == "Посмотреть удалось правил: 1; месяцев с данными: 25."
    facts = [rules[name] for name in ("loss", "plan_short", "debts_overdue", "signed_not_paid", "new_dominate")]
    full = {"profit": steady("100"), "plan_attainment": steady("1"), "receivables_overdue": steady("0"),
            "unpaid_contracts": steady("0"), "revenue_share_new": steady("0.1")}  # fmt: skip
    assert not findings((*facts, rules["looked_at_little"]), sight(catalogue, full)).found


def test_every_rule_says_what_it_lacks(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    for rule in rules.values():
        if set(rule.metrics) <= set(ABOUT_DATA) or not rule.metrics:
            continue
        found = findings((rule,), absent(catalogue, rule.metrics))
        assert not found.found, rule.id
        (lacking,) = found.unheard
        assert lacking.missing.unlock == ("lead",), rule.id


def test_every_rule_of_the_sources_is_here_in_order(rules: dict[str, Rule]) -> None:
    codes = [int(rule.code[1:]) for rule in rules.values() if rule.code]
    assert codes == sorted(codes)
    assert set(codes) == set(range(1, 32))
    tried = {*_COMPANY, *_MEMBERS, "channels_differ", "poor_retention", "coverage_short", "looked_at_little"}
    assert tried == set(rules)


def test_sentences_hold_their_numbers_in_both_languages(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    seen = sight(catalogue, {"unpaid_contracts": _one("3")})
    found = findings((rules["signed_not_paid"],), seen)
    assert [findings_text(found, seen, "RUB", lang).told[0].evidence for lang in ("ru", "en")] == [
        "За этот период 3\u00a0договора подписаны и не оплачены.",
        "In this period 3\u00a0contracts were signed and are not paid.",
    ]
    one = sight(catalogue, {"unpaid_contracts": _one("21")})
    text = findings_text(findings((rules["signed_not_paid"],), one), one, "RUB", "ru").told[0].evidence
    assert text == "За этот период 21\u00a0договор подписан и не оплачен."


def test_what_is_not_paid_in_all_stands_before_the_contracts_of_the_period(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    """The sum is of all contracts, the count of those of the period: each is said of its own."""
    seen = sight(catalogue, {"unpaid_contracts": _one("9"), "unpaid_contracts_amount": _one("5614000"),
                             "receivables_overdue": _one("2274000")})  # fmt: skip
    both = (rules["signed_not_paid"], rules["debts_overdue"])
    signed, overdue = findings_text(findings(both, seen), seen, "RUB", "ru").told
    assert signed.evidence.replace("\u00a0", " ") == (
        "По всем подписанным и не оплаченным договорам вместе — 5 614 000,00 ₽. За этот период 9 договоров подписано и "
        "не оплачено."
    )
    assert (signed.money, signed.money_line) == (Decimal(5614000), "")
    assert overdue.evidence.replace("\u00a0", " ") == (
        "Из всех неоплаченных договоров просрочено 2 274 000,00 ₽: на оплату отведено 30 дней после подписания (срок — "
        "в настройках)."
    )


@pytest.mark.parametrize("name", [*_COMPANY, *_MEMBERS])
def test_no_sentence_of_a_fired_rule_lacks_the_numbers_of_its_condition(
    name: str, rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    if name in _COMPANY:
        seen = sight(catalogue, _COMPANY[name][0])
    else:
        people = frozenset({"Бета"})
        seen = sight(catalogue, _MEMBERS[name][3], _member(name, _MEMBERS[name][1]), people=people)
    found = findings((rules[name],), seen)
    for lang in ("ru", "en"):
        (told,) = findings_text(found, seen, "RUB", lang).told
        assert not re.search(r"[{}]", told.evidence)
        if name not in {"perhaps_a_fault", "discount_eats_margin", "channel_at_a_loss"}:
            assert "нет данных" not in told.evidence
            assert "no data" not in told.evidence


def test_a_healthy_month_raises_no_judged_rule(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    judged = [rule for rule in rules.values() if rule.judged]
    totals = {metric: steady("0.4") for rule in judged for metric in rule.metrics}
    totals |= {metric: steady("400") for metric in ("leads", "sales_count", "visitors", "revenue", "aov", "tcv")}
    assert not findings(judged, sight(catalogue, totals)).found


def test_a_short_history_judges_nothing_and_says_so(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    found = findings((rules["low_leads"],), sight(catalogue, {"leads": steady("400", "10")[-8:]}))
    assert not found.found
    assert found.unheard[0].missing.reason.value == "history_short"


@pytest.mark.parametrize("begins", [24, 36, 46])
def test_a_rise_out_of_a_history_that_begins_is_no_rise(
    begins: int, rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    """40 really new buyers every month, and 800 former ones who buy every 18 months and look new the first time.

    From year to year new ones seem to dwindle and existing customers to carry more, while nothing changes at all; two
    years after the beginning too little of it is left to be told from chance.
    """
    months = range(begins + 1)
    new = [Decimal(round(40 + 800 / 18 * (17 / 18) ** month)) for month in months]
    share = [1 - one / Decimal(40 + 800 / 18) for one in new]
    seen = sight(catalogue, {"revenue_share_existing": share, "new_buyers": new})
    bound = Flag("upper_bound", msg("upper bound"))
    early = [key for key, one in seen.figures.items() if one.period < MONTH.shifted(12 - begins)]
    for key in early:
        seen.figures[key] = replace(seen.figures[key], flags=(bound,))
    found = findings((rules["acquisition_lags"],), seen)
    assert not found.found
    assert found.unheard[0].missing.reason.value == "history_short"


#: What each rule is about in money, by hand: the figures of its month, of a member or of the company, and the sum.
_MONEY: dict[str, tuple[Totals, str]] = {
    # 400 usually, 250 are lacking, a fifth of them buys for 1,000
    "low_leads": ({"leads": [*[Decimal(400)] * 24, Decimal(150)], "sales_conversion": _one("0.2"), "atc": _one("1000")},
                  "50000"),
    # 410 leads by 0.12 of conversion by 1,000
    "leads_do_not_buy": ({"leads": steady("400", "410"), "atc": _one("1000"),
                          "sales_conversion": [*[Decimal("0.20")] * 24, Decimal("0.08")]}, "49200"),
    "visits_do_not_sign": ({"sales_count": [*[Decimal(300)] * 24, Decimal(120)], "atc": _one("1000"),
                            "conv_visit_contract": steady("0.4", "0.15")}, "180000"),
    # a check of 600 instead of 1,000 in 50 sales
    "check_without_addons": ({"sales_conversion": steady("0.2", "0.21"), "aov": [*[Decimal(1000)] * 24, Decimal(600)],
                              "sales_count": _one("50")}, "20000"),
    # 100,000 usually
    "perhaps_a_fault": ({"revenue": [*[Decimal(100_000)] * 24, Decimal(40_000)]}, "60000"),
    "signed_not_paid": ({"unpaid_contracts": _one("3"), "unpaid_contracts_amount": _one("70000.5")}, "70000.5"),
    "channel_at_a_loss": ({"net_per_sale": _one("-12.5"), "sales_count": _one("40")}, "500"),
    "sale_costs_more": ({"sale_cost": _one("900"), "profit_per_sale": _one("800"), "sales_count": _one("7")}, "700"),
    # 10,000 spent, a profit of 2,500 came back: a quarter
    "advertising_at_a_loss": ({"roi_profit": _one("0.25"), "roi_revenue": _one("2"), "ad_gross_profit": _one("2500")},
                              "7500"),
    "loss": ({"profit": _one("-1.5")}, "1.5"),
    "debts_overdue": ({"receivables_overdue": _one("12")}, "12"),
}  # fmt: skip


@pytest.mark.parametrize("name", _MONEY)
def test_the_sum_of_a_finding_is_that_of_the_hand(name: str, rules: dict[str, Rule], catalogue: Catalogue) -> None:
    series, expected = _MONEY[name]
    seen = sight(catalogue, series)
    if name in _MEMBERS:
        seen = sight(catalogue, _MEMBERS[name][3], _member(name, series))
    (found,) = findings((rules[name],), seen).found
    assert found.money is not None
    # A usual level is an estimate of the past months: a straight past of doubles gives it to nine digits.
    close = Decimal("0.001") if rules[name].estimated else Decimal(0)
    assert abs(found.money - Decimal(expected)) <= close * Decimal(expected)
    (told,) = findings_text(replace(findings((rules[name],), seen)), seen, "RUB", "ru").told
    assert told.money_text.startswith("≈") is rules[name].estimated
    assert "\u00a0₽ — " in told.money_text


def test_the_average_check_of_a_channel_is_beside_that_of_the_company(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    _, fires, _, totals = _MEMBERS["buyers_small_check"]
    seen = sight(catalogue, totals, _member("buyers_small_check", fires))
    (found,) = findings((rules["buyers_small_check"],), seen).found
    assert found.money == 16000, "40 sales by (1,000 - 600)"


def test_what_lacks_to_the_plan_is_the_plan_less_the_revenue(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    beside = {"revenue": {Base.PLAN: Decimal(1_000_000)}}
    seen = sight(catalogue, {"plan_attainment": _one("0.8725"), "revenue": _one("872500")}, standards=beside)
    (found,) = findings((rules["plan_short"],), seen).found
    assert found.money == Decimal(127_500)
    met = sight(catalogue, {"plan_attainment": _one("1"), "revenue": _one("1000000")}, standards=beside)
    assert findings((rules["plan_short"],), met).found == ()


def test_a_fault_without_a_loss_of_revenue_has_no_sum(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    # Visitors fell by a half, revenue is above its usual level: nothing of it is lacking.
    totals = {"visitors": steady("10000", "5000"), "revenue": steady("100000", "105000")}
    (found,) = findings((rules["perhaps_a_fault"],), sight(catalogue, totals)).found
    assert found.money is None


def test_a_sum_that_is_not_known_is_not_told(rules: dict[str, Rule], catalogue: Catalogue) -> None:
    seen = sight(catalogue, {"unpaid_contracts": _one("3")})
    (found,) = findings((rules["signed_not_paid"],), seen).found
    assert found.money is None
    (told,) = findings_text(findings((rules["signed_not_paid"],), seen), seen, "RUB", "ru").told
    assert (told.money, told.money_text) == (None, "")


def test_the_largest_sum_stands_first_and_problems_without_a_sum_before_notes(
    rules: dict[str, Rule], catalogue: Catalogue
) -> None:
    seen = sight(catalogue, {"profit": _one("-5000"), "sale_cost": _one("900"), "profit_per_sale": _one("800"),
                             "sales_count": _one("7"), "discount_vs_margin": _one("0.02"),
                             "receivables_overdue": _one("99999")})  # fmt: skip
    four = [rules[name] for name in ("sale_costs_more", "discount_eats_margin", "loss", "debts_overdue")]
    found = findings(four, seen).found
    assert [one.rule.id for one in found] == ["debts_overdue", "loss", "sale_costs_more", "discount_eats_margin"]
