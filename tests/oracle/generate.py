"""Random data and what other programs compute from it, for the tests of `src/measure`.

    pip install krippendorff pingouin scikit-learn statsmodels scipy pandas
    python tests/oracle/generate.py > tests/oracle/measure.json

Run it only to make new data: the tests read the committed numbers and need no Python.
"""

import json
import sys
from importlib.metadata import version

import krippendorff
import numpy as np
import pandas as pd
import pingouin as pg
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

rng = np.random.default_rng(20261127)


def ratings(units, raters, missing, noise):
    """Marks 1 to 4 by `raters` of `units`, a share missing, raters differing in severity."""
    true = rng.normal(2.5, 0.9, size=(units, 1))
    severity = rng.normal(0, 0.3, size=(1, raters))
    marks = np.clip(np.rint(true + severity + rng.normal(0, noise, size=(units, raters))), 1, 4)
    marks[rng.random(size=marks.shape) < missing] = np.nan
    return marks


def listed(matrix):
    return [[None if np.isnan(v) else int(v) for v in row] for row in matrix]


def f(x):
    return float(x)


out = {"by": {p: version(p) for p in ["krippendorff", "pingouin", "scikit-learn", "statsmodels", "scipy"]}}

out["alpha"] = []
for units, raters, missing, noise in [(12, 4, 0.2, 0.5), (40, 2, 0.0, 0.8), (60, 5, 0.5, 0.4), (25, 3, 0.1, 2.0), (200, 6, 0.7, 0.6)]:
    m = ratings(units, raters, missing, noise)
    case = {"ratings": listed(m)}
    for level in ["nominal", "ordinal", "interval", "ratio"]:
        case[level] = f(krippendorff.alpha(reliability_data=m.T, level_of_measurement=level, value_domain=[1, 2, 3, 4]))
    out["alpha"].append(case)

out["kappa"] = []
for units, noise in [(20, 0.5), (50, 0.9), (120, 0.4), (300, 1.5)]:
    m = ratings(units, 2, 0.0, noise).astype(int)
    case = {"ratings": m.tolist()}
    for weights, name in [("linear", "linear"), ("quadratic", "quadratic"), (None, "plain")]:
        table = np.zeros((4, 4))
        for a, b in m:
            table[a - 1, b - 1] += 1
        sm = cohens_kappa(table, wt={"linear": "linear", "quadratic": "quadratic", None: None}[weights])
        sk = cohen_kappa_score(m[:, 0], m[:, 1], weights=weights, labels=[1, 2, 3, 4])
        assert abs(sm.kappa - sk) < 1e-9
        case[name] = {"kappa": f(sk), "se": f(sm.std_kappa), "low": f(sm.kappa_low), "high": f(sm.kappa_upp)}
    out["kappa"].append(case)

out["icc"] = []
for units, raters, noise in [(6, 4, 0.8), (20, 2, 0.5), (30, 3, 1.2), (100, 5, 0.6), (15, 2, 2.5)]:
    m = ratings(units, raters, 0.0, noise)
    long = pd.DataFrame([(u, r, m[u, r]) for u in range(units) for r in range(raters)], columns=["u", "r", "m"])
    t = pg.intraclass_corr(data=long, targets="u", raters="r", ratings="m").set_index("Type")
    # pingouin rounds its intervals to two decimals; the same formula unrounded (Shrout and Fleiss 1979, McGraw and Wong 1996).
    n, k = m.shape
    g, rows, cols = m.mean(), m.mean(axis=1), m.mean(axis=0)
    msr = k * ((rows - g) ** 2).sum() / (n - 1)
    msc = n * ((cols - g) ** 2).sum() / (k - 1)
    mse = ((m - rows[:, None] - cols[None, :] + g) ** 2).sum() / ((n - 1) * (k - 1))
    icc = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    fj = msc / mse
    a = n * (1 + (k - 1) * icc) - k * icc
    v = (k - 1) * (n - 1) * (k * icc * fj + a) ** 2 / ((n - 1) * k**2 * icc**2 * fj**2 + a**2)
    fu, fl = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    low = n * (msr - fu * mse) / (fu * (k * msc + (k * n - k - n) * mse) + n * msr)
    high = n * (fl * msr - mse) / (k * msc + (k * n - k - n) * mse + n * fl * msr)
    single, average = t.loc[[i for i in t.index if i in ("ICC2", "ICC(A,1)")][0]], t.loc[[i for i in t.index if i in ("ICC2k", "ICC(A,k)")][0]]
    assert abs(single["ICC"] - icc) < 1e-8, (single["ICC"], icc)
    ci = single["CI95"] if "CI95" in single.index else single["CI95%"]
    assert abs(ci[0] - low) < 0.0051 and abs(ci[1] - high) < 0.0051, (ci, low, high)
    spearman_brown = lambda x: k * x / (1 + (k - 1) * x)
    out["icc"].append({"ratings": listed(m), "single": f(single["ICC"]), "average": f(average["ICC"]), "low": f(low), "high": f(high),
                       "average_low": f(spearman_brown(low)), "average_high": f(spearman_brown(high)), "rounded": [f(ci[0]), f(ci[1])]})

out["cronbach"] = []
for persons, items, noise in [(12, 5, 0.6), (40, 8, 1.0), (100, 3, 2.0)]:
    m = ratings(persons, items, 0.0, noise)
    a, ci = pg.cronbach_alpha(data=pd.DataFrame(m), ci=0.95)
    d1, d2 = persons - 1, (persons - 1) * (items - 1)
    low, high = 1 - (1 - a) * stats.f.isf(0.025, d1, d2), 1 - (1 - a) * stats.f.isf(0.975, d1, d2)
    assert np.allclose(ci, [low, high], atol=0.00051)
    out["cronbach"].append({"ratings": listed(m), "alpha": f(a), "low": f(low), "high": f(high),
                            "sem": f(m.mean(axis=1).std(ddof=1) * np.sqrt(1 - a))})

out["pearson"] = []
for n in [10, 35, 200]:
    x = rng.normal(size=n)
    y = 0.6 * x + rng.normal(size=n)
    r = stats.pearsonr(x, y)
    ci = r.confidence_interval(0.95)
    out["pearson"].append({"x": x.tolist(), "y": y.tolist(), "r": f(r.statistic), "low": f(ci.low), "high": f(ci.high)})

out["welch"] = []
for n, m in [(5, 9), (30, 12), (8, 100)]:
    x, y = rng.normal(2.8, 0.7, size=n), rng.normal(2.3, 0.4, size=m)
    low, high = CompareMeans(DescrStatsW(x), DescrStatsW(y)).tconfint_diff(usevar="unequal")
    out["welch"].append({"x": x.tolist(), "y": y.tolist(), "difference": f(x.mean() - y.mean()), "low": f(low), "high": f(high)})

import statsmodels.api as sm

out["clustered"] = []
for sizes in [[1] * 12, [3, 5, 2, 9, 4], [20, 1, 7, 7, 7, 7, 30, 2]]:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    y = rng.normal(0.2, 0.5, size=len(groups)) + rng.normal(0, 0.5, size=len(sizes))[groups]
    G, N = len(sizes), len(y)
    fit = sm.OLS(y, np.ones(N)).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": True}, use_t=True)
    # statsmodels scales by G/(G-1) * (N-1)/(N-k), which is G/(G-1) here, and uses t with G-1 degrees of freedom.
    low, high = fit.conf_int()[0]
    out["clustered"].append({"y": y.tolist(), "group": groups.tolist(), "mean": f(fit.params[0]), "low": f(low), "high": f(high)})

out["wilson"] = []
for k, n in [(0, 10), (3, 10), (20, 20), (77, 200)]:
    low, high = proportion_confint(k, n, alpha=0.05, method="wilson")
    out["wilson"].append({"k": k, "n": n, "low": f(low), "high": f(high)})

out["f_quantile"] = [
    {"p": p, "d1": d1, "d2": d2, "f": f(stats.f.ppf(p, d1, d2))}
    for p in [0.025, 0.5, 0.95, 0.975] for d1 in [1, 2.5, 7, 60, 9999] for d2 in [1, 3.7, 12, 250, 120000]
]
out["t_quantile"] = [{"df": d, "t": f(stats.t.ppf(0.975, d))} for d in [1, 2, 4.5, 10, 30, 1000, 249999]]


def additive(m):
    """Least squares of mark = unit + rater, the raters' effects summing to nothing."""
    u, r = np.where(~np.isnan(m))
    X = np.zeros((len(u), m.shape[0] + m.shape[1]))
    X[np.arange(len(u)), u] = 1
    X[np.arange(len(u)), m.shape[0] + r] = 1
    y = m[u, r]
    X = np.vstack([X, np.r_[np.zeros(m.shape[0]), np.ones(m.shape[1])]])
    beta, *_ = np.linalg.lstsq(X, np.r_[y, 0], rcond=None)
    return beta[m.shape[0]:]


out["additive"] = []
for units, raters, missing in [(20, 3, 0.0), (60, 5, 0.4), (200, 8, 0.6)]:
    m = ratings(units, raters, missing, 0.6)
    m = m[~np.isnan(m).all(axis=1)]
    out["additive"].append({"ratings": listed(m), "severity": additive(m).tolist()})

json.dump(out, sys.stdout)
print()
