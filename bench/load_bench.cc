// load TABLES RUNS: writes a model of that many tables with 15 members each, loads it RUNS times
// and prints the median milliseconds.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "bench/bench_models.h"
#include "semaflow/model.h"

using namespace semaflow;  // NOLINT: one short program

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: load TABLES RUNS\n"), 2;
  const bench::ModelFolder folder;
  bench::WriteMany(folder, std::atoi(argv[1]));
  std::vector<double> milliseconds;
  for (int i = 0; i < std::atoi(argv[2]); ++i) {
    const auto start = std::chrono::steady_clock::now();
    auto loaded = LoadModel(folder.path());
    const auto end = std::chrono::steady_clock::now();
    if (!loaded) return fmt::print(stderr, "{}", FormatErrors(loaded.error())), 1;
    milliseconds.push_back(std::chrono::duration<double, std::milli>(end - start).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  fmt::print("{:.2f}\n", milliseconds[milliseconds.size() / 2]);
}
