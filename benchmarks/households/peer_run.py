"""Runs in an environment of its own: instances as JSON in, orders of `taxrebalance` as JSON out."""

import json
import sys
from time import perf_counter, process_time

import numpy as np
import taxrebalance


def main() -> None:
    """Answer every instance of standard input, one JSON document a line."""
    for line in sys.stdin:
        told = json.loads(line)
        lots = [taxrebalance.TaxLot(**lot) for lot in told["lots"]]
        portfolio = taxrebalance.Portfolio.from_tax_lots(
            lots, prices=told["prices"], cash=told["cash"]
        )
        wall, processor = perf_counter(), process_time()
        result = taxrebalance.rebalance(
            portfolio,
            target_weights=told["targets"],
            covariance=np.diag(told["diagonal"]) + told["common"],
            tax_policy=taxrebalance.UnitedStatesLots(told["rate_short"], told["rate_long"]),
            config=taxrebalance.RebalanceConfig(**told["settings"]),
        )
        answer = {
            "wall": perf_counter() - wall,
            "processor": process_time() - processor,
            "trades": result.trades,
            "summary": result.summary(),
            "version": taxrebalance.__version__,
        }
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main()
