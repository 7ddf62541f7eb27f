#!/usr/bin/env python3
"""Records what SciPy and rliable compute for fixed scores, as the oracle of the tests of results.stats.

Aggregates, profiles and intervals are rliable's own (Agarwal et al. 2021). An interval of a bootstrap is itself random:
it is recorded as mean and standard deviation of its ends over independent bootstraps. Needs scipy 1.17, rliable 1.2 and
pandas 2 (for arch 7, on which rliable builds).

    python ci/record/record_statistics.py results/src/test/resources/org/planetbench/results/stats/statistics.json
"""

import itertools
import json
import sys

import numpy as np
from rliable import library, metrics
from scipy import integrate, optimize, stats

ALTERNATIVES = ("less", "greater", "two-sided")
TAUS = (0.0, 0.25, 0.5, 0.7, 1.0)
GAMMA = 0.8
RESAMPLES, REPETITIONS = 2_000, 12
CONFIDENCE = 0.9


def runs(seed, seeds, shift):
    """Scores [seeds, 5 tasks] with two decimals, so that some tie."""
    rng = np.random.RandomState(seed)
    level = np.array([0.1, 0.35, 0.5, 0.8, 1.1]) + shift
    return np.round(level + rng.standard_normal((seeds, 5)) * [0.05, 0.1, 0.2, 0.1, 0.3], 2)


def ends(scores, function):
    """Mean and standard deviation of the ends of rliable's percentile interval."""
    found = []
    for repetition in range(REPETITIONS):
        np.random.seed(1000 + repetition)
        _, interval = library.get_interval_estimates(
            {"x": scores}, lambda *s: np.atleast_1d(function(*s)), reps=RESAMPLES, confidence_interval_size=CONFIDENCE)
        found.append(interval["x"])
    found = np.array(found)  # [repetitions, low and high, statistics]
    return {"mean": found.mean(0).T.tolist(), "deviation": found.std(0, ddof=1).T.tolist()}


def aggregates():
    x, y = runs(1, 7, 0.05), runs(2, 5, 0.0)

    def all_of(scores):
        return np.array([
            metrics.aggregate_iqm(scores), metrics.aggregate_mean(scores), metrics.aggregate_median(scores),
            metrics.aggregate_optimality_gap(scores, GAMMA)])

    curve = np.stack([x * share for share in (0.2, 0.7, 1.0)], axis=-1)  # [seeds, tasks, points]

    def iqm_curve(scores):
        return np.array([metrics.aggregate_iqm(scores[..., point]) for point in range(scores.shape[-1])])

    return {
        "x": x.T.tolist(), "y": y.T.tolist(), "gamma": GAMMA, "taus": TAUS, "confidence": CONFIDENCE,
        "aggregates": {"x": all_of(x).tolist(), "y": all_of(y).tolist()},
        "profile": {"x": library.score_distributions(x, TAUS).tolist(), "y": library.score_distributions(y, TAUS).tolist()},
        "improvement": metrics.probability_of_improvement(x, y),
        "intervals": {
            "aggregates": ends(x, all_of),
            "profile": ends(x, lambda scores: library.score_distributions(scores, TAUS)),
            "curve": ends(curve, iqm_curve),
            "improvement": ends((x, y), metrics.probability_of_improvement)},
        "curve_shares": (0.2, 0.7, 1.0), "curve": iqm_curve(curve).tolist(),
    }


def samples(seed, n, m, shift, decimals):
    rng = np.random.RandomState(seed)
    return np.round(rng.standard_normal(n) + shift, decimals), np.round(rng.standard_normal(m), decimals)


def mann_whitney():
    cases = []
    for seed, (n, m, shift, decimals, method) in enumerate([
            (1, 1, 0.5, 6, "exact"), (3, 4, 0.0, 6, "exact"), (8, 8, 1.0, 6, "exact"), (5, 12, -0.8, 6, "exact"),
            (30, 20, 0.7, 6, "exact"), (50, 50, 0.3, 6, "exact"), (4, 5, 0.3, 0, "enumerated"), (6, 6, 0.5, 0, "enumerated"),
            (3, 9, 0.9, 0, "enumerated"), (60, 70, 0.3, 6, "asymptotic"), (90, 40, 0.2, 1, "asymptotic")]):
        x, y = samples(seed, n, m, shift, decimals)
        how = stats.PermutationMethod(n_resamples=10**6) if method == "enumerated" else method
        results = {a: stats.mannwhitneyu(x, y, alternative=a, method=how) for a in ALTERNATIVES}
        cases.append({
            "x": x.tolist(), "y": y.tolist(), "exact": method != "asymptotic", "u": float(results["less"].statistic),
            "p": {a: float(results[a].pvalue) for a in ALTERNATIVES}})
    return cases


def pooled_t():
    cases = []
    for seed, (n, m, shift) in enumerate([(2, 2, 0.5), (3, 5, 1.2), (10, 7, -0.4), (1, 4, 0.7), (40, 60, 0.1)]):
        x, y = samples(100 + seed, n, m, shift, 6)
        margin = 0.9
        tests = {a: stats.ttest_ind(x, y, alternative=a) for a in ALTERNATIVES}
        above = stats.ttest_ind(x + margin, y, alternative="greater").pvalue
        below = stats.ttest_ind(x - margin, y, alternative="less").pvalue
        interval = tests["two-sided"].confidence_interval(CONFIDENCE)
        cases.append({
            "x": x.tolist(), "y": y.tolist(), "t": float(tests["less"].statistic), "df": int(tests["less"].df),
            "p": {a: float(tests[a].pvalue) for a in ALTERNATIVES}, "confidence": CONFIDENCE,
            "interval": [float(interval.low), float(interval.high)], "margin": margin, "p_equivalence": float(max(above, below))})
    return cases


def mean_difference():
    """Welch's test of two samples, and Student's of one against a number (y is null)."""
    cases = []
    for seed, (n, m, shift) in enumerate([(2, 2, 0.5), (3, 10, 1.2), (10, 7, -0.4), (5, None, 0.3), (3, None, -0.8)]):
        x, y = samples(300 + seed, n, m or 1, shift, 6)
        y = 2.5 * y
        margin = 0.9

        def test(shifted, alternative):
            if m is None:
                return stats.ttest_1samp(shifted, y[0], alternative=alternative)
            return stats.ttest_ind(shifted, y, alternative=alternative, equal_var=False)

        tests = {a: test(x, a) for a in ALTERNATIVES}
        interval = tests["two-sided"].confidence_interval(CONFIDENCE)
        shift_back = y[0] if m is None else 0  # of one sample SciPy gives the mean's interval
        cases.append({
            "x": x.tolist(), "y": None if m is None else y.tolist(), "exact": float(y[0]), "df": float(tests["less"].df),
            "p": {a: float(tests[a].pvalue) for a in ALTERNATIVES}, "confidence": CONFIDENCE,
            "interval": [float(interval.low - shift_back), float(interval.high - shift_back)], "margin": margin,
            "p_equivalence": float(max(test(x + margin, "greater").pvalue, test(x - margin, "less").pvalue))})
    return cases


def paired():
    """Differences within pairs; some tie or are zero."""
    cases = []
    for seed, (n, shift, decimals) in enumerate([
            (2, 1.0, 6), (3, 1.2, 6), (5, 0.8, 6), (8, 0.4, 0), (12, 0.6, 1), (15, 0.0, 6), (40, 0.3, 6)]):
        differences = samples(200 + seed, n, 1, shift, decimals)[0]
        exact = n <= 20
        test = stats.permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=np.inf) if exact \
            else stats.ttest_1samp(differences, 0)
        interval = stats.ttest_1samp(differences, 0).confidence_interval(CONFIDENCE)
        cases.append({
            "differences": differences.tolist(), "exact": exact, "p": float(test.pvalue), "confidence": CONFIDENCE,
            "interval": [float(interval.low), float(interval.high)]})
    return cases


def power():
    """Of the one-sided pooled t test, from the noncentral t distribution; drops in pooled standard deviations. Tolerated is
    what a drop has to exceed as well to be told, over the distribution of the measured spread."""
    cases = []
    for (n, m), alpha in itertools.product([(2, 1), (2, 2), (3, 6), (5, 10), (20, 40), (200, 300)], (0.05, 0.005)):
        df, scale = n + m - 2, np.sqrt(1 / n + 1 / m)
        critical = stats.t.isf(alpha, df)

        def of(drop):
            return float(stats.nct.sf(critical, df, drop / scale))

        detectable = optimize.brentq(lambda drop: of(drop) - 0.8, 1e-6, 500, xtol=1e-13, rtol=1e-14)
        tolerated = 0.8

        def beyond(drop):
            chi = stats.chi(df, scale=1 / np.sqrt(df))
            kink = tolerated / scale / critical
            above = integrate.quad(
                lambda w: chi.pdf(w) * stats.norm.sf(critical * w - drop / scale), min(kink, chi.isf(1e-16)), chi.isf(1e-16),
                epsabs=1e-13, epsrel=1e-13, limit=1000)[0]
            return float(chi.cdf(kink) * stats.norm.sf((tolerated - drop) / scale) + above)

        drops = [0.1, 0.5, 1.0, 3.0]
        cases.append({
            "n": n, "m": m, "alpha": alpha, "drops": drops, "power": [of(drop) for drop in drops], "detectable": detectable,
            "tolerated": tolerated, "power_beyond": [beyond(drop) for drop in drops]})
    return cases


def power_of_difference():
    """Of the two-sided t test, from the noncentral t distribution; differences in standard errors."""
    cases = []
    for freedom, alpha in itertools.product([1, 3, 4, 4.6, 19, 299], (0.05, 0.005)):
        critical = stats.t.isf(alpha / 2, freedom)

        def of(difference):
            return float(stats.nct.sf(critical, freedom, difference))

        detectable = optimize.brentq(lambda difference: of(difference) - 0.8, 1e-6, 500, xtol=1e-13, rtol=1e-14)
        differences = [0.1, 0.5, 1.0, 3.0]
        cases.append({
            "freedom": freedom, "alpha": alpha, "differences": differences, "power": [of(difference) for difference in differences],
            "detectable": detectable})
    return cases


if __name__ == "__main__":
    recorded = {
        "aggregates": aggregates(), "mann_whitney": mann_whitney(), "pooled_t": pooled_t(), "mean_difference": mean_difference(),
        "paired": paired(), "power": power(), "power_of_difference": power_of_difference()}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(recorded, file, indent=None, separators=(",", ":"))
        file.write("\n")
