"""How late flights leave New York, by hour and by wind: a picture from two questions.

    tools/bootstrap demo && examples/nycflights/load.sh     # the data, once
    pip install semaflow[pandas] matplotlib
    python examples/python/delays.py delays.png
"""

import pathlib
import sys

import matplotlib

matplotlib.use("Agg")  # It writes a file, and needs no screen.
from matplotlib import pyplot  # noqa: E402

import semaflow as sf  # noqa: E402

FLIGHTS = pathlib.Path(__file__).resolve().parents[1] / "nycflights"


def main(picture: str) -> None:
    config = sf.Config.from_file(str(FLIGHTS / "semaflow.toml"))
    with sf.FlowHandle.from_dir(FLIGHTS, config=config) as handle:
        flights = handle["flights"]
        by_hour = (flights.select("f.time_hour.hour_of_day", "f.avg_dep_delay", "f.flight_count")
                   .order_by("f.time_hour.hour_of_day").query_sync().to_pandas())
        by_wind = (flights.select(
            {"expr": "floor(w.wind_speed / 5) * 5", "as": "wind"}, "f.avg_dep_delay", "f.flight_count")
            .where("w.wind_speed is not null").order_by("wind").query_sync().to_pandas())
    print(by_hour)
    print(by_wind)

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), sharey=True)
    left.bar(by_hour["f.time_hour.hour_of_day"], by_hour["f.avg_dep_delay"])
    left.set(xlabel="hour of departure, New York", ylabel="delay at departure, minutes")
    right.plot(by_wind["wind"], by_wind["f.avg_dep_delay"], marker="o")
    right.set(xlabel="wind at the airport, mph")
    figure.suptitle("Flights from New York, 2013")
    figure.savefig(picture, bbox_inches="tight")
    print("wrote", picture)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "delays.png")
