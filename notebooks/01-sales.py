# Sales at a glance. Open it with `make notebook`, or print its figures with `.venv/bin/python notebooks/01-sales.py`.
# It reads the shop that KASSA_STORE or KASSA_HOME names, and changes nothing.

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Kassa: sales")


@app.cell
def _():
    from datetime import timedelta

    import altair as alt
    import marimo as mo
    import polars as pl

    from models.analytics.sales import METRICS, MetricUnit
    from operations.analytics import connect

    return METRICS, MetricUnit, alt, connect, mo, pl, timedelta


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Sales

    One line gives a polars frame. Money is in whole minor units (öre), instants are UTC, and `business_day` is the day
    in the shop's books. Every column is described in `docs/analysts.md`.
    """)


@app.cell
def _(connect):
    shop = connect()
    shop
    return (shop,)


@app.cell
def _(shop):
    lines = shop.sale_lines()
    lines
    return (lines,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## The figures of the dashboard

    The last seven days that sold. The definitions are the dashboard's own, so the numbers are the same.
    """)


@app.cell(hide_code=True)
def _(MetricUnit, shop):
    def written(value, unit):
        """A figure as it is read; it is exact until here."""
        if value is None:
            return "–"
        if unit is MetricUnit.MONEY:
            return f"{float(value / 100):,.2f} {shop.company.currency}"
        if unit is MetricUnit.SHARE:
            return f"{float(value):.1%}"
        return f"{value:,}" if unit is MetricUnit.COUNT else f"{float(value):,.2f}"

    return (written,)


@app.cell
def _(METRICS, lines, mo, pl, shop, timedelta, written):
    mo.stop(lines.is_empty(), mo.md("Nothing was sold yet."))
    last_day = lines["business_day"].max()
    first_day, day_after = last_day - timedelta(days=6), last_day + timedelta(days=1)
    figures = shop.figures(first_day, day_after)
    metrics = pl.DataFrame(
        [
            (metric.key, written(value, metric.unit), None if value is None else float(value), metric.formula)
            for metric, value in ((metric, metric.of(figures)) for metric in METRICS)
        ],
        schema={"metric": pl.String, "figure": pl.String, "value": pl.Float64, "formula": pl.String},
        orient="row",
    )
    if mo.app_meta().mode == "script":
        print(shop, f"{first_day} – {last_day}", *(f"{row[0]:<20} {row[1]:>20}" for row in metrics.rows()), sep="\n")
    metrics.select("metric", "figure", "formula")
    return day_after, figures, first_day, metrics


@app.cell
def _(day_after, figures, first_day, lines, pl):
    # The same sum from the lines themselves.
    week = lines.filter(pl.col("business_day").is_between(first_day, day_after, closed="left"))
    assert week["net_minor"].sum() == figures.net_minor


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Net sales by day
    """)


@app.cell
def _(alt, lines, pl):
    by_day = (
        lines.group_by("business_day", "location")
        .agg(net=pl.col("net_minor").sum() / 100, receipts=pl.col("sale_id").n_unique())
        .sort("business_day", "location")
    )
    alt.Chart(by_day).mark_line().encode(
        x=alt.X("business_day:T", title="Business day"),
        y=alt.Y("net:Q", title="Net sales"),
        color=alt.Color("location:N", title="Location"),
        tooltip=["business_day:T", "location:N", alt.Tooltip("net:Q", format=",.2f"), "receipts:Q"],
    )
    return (by_day,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## When customers come

    The median receipts of an hour on the shop's clock, by weekday. `at` is UTC, so it is turned into the shop's zone first.
    """)


@app.cell
def _(alt, lines, pl, shop):
    local = pl.col("at").dt.convert_time_zone(shop.company.zone)
    by_hour = (
        lines.group_by("sale_id", "business_day")
        .agg(hour=local.first().dt.hour())
        .group_by("business_day", "hour")
        .agg(receipts=pl.len())
        .group_by(weekday=pl.col("business_day").dt.weekday(), hour="hour")
        .agg(receipts=pl.col("receipts").median())
        .sort("weekday", "hour")
    )
    alt.Chart(by_hour).mark_rect().encode(
        x=alt.X("hour:O", title="Hour"),
        y=alt.Y("weekday:O", title="Weekday, Monday is 1"),
        color=alt.Color("receipts:Q", title="Receipts"),
    )
    return (by_hour,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## What earns the money

    Gross margin by category. Lines whose cost is not known are left out of the margin, and `coverage` says how much is left.
    """)


@app.cell
def _(lines, pl, shop):
    names = shop.products().select("category", "category_en").unique()
    costed = pl.col("cost_minor").is_not_null()
    by_category = (
        lines.group_by("category")
        .agg(
            net=pl.col("net_minor").sum() / 100,
            margin=(pl.col("net_minor") - pl.col("cost_minor")).filter(costed).sum() / 100,
            coverage=pl.col("net_minor").filter(costed).sum() / pl.col("net_minor").sum(),
        )
        .join(names, on="category", how="left")
        .select("category_en", "net", "margin", "coverage")
        .sort("margin", "category_en", descending=[True, False])
        .with_columns(pl.col("net", "margin").round(2), pl.col("coverage").round(4))
    )
    by_category
    return (by_category,)


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Who the customers are

    How much of everything is from members who agreed to be learnt from, and who comes, and where from: the figures of the page *Customers*, which are
    published for each four weeks.
    """)


@app.cell
def _(mo, shop):
    coverage, coming = shop.customer_report("coverage"), shop.customer_report("coming")
    areas = shop.customer_report("areas")
    mo.stop(not coverage, mo.md("No figures of customers are published yet."))
    mo.vstack([coverage["whole"], coming["state"], *areas.values()])
    return areas, coming, coverage


if __name__ == "__main__":
    app.run()
