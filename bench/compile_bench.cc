// compile CASE N: compiles the request of a case (bench_models.h) N times and prints the median
// nanoseconds of one as a number. bench/run counts instructions of two N and takes the difference.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/bench_models.h"
#include "semaflow/compile.h"
#include "semaflow/model.h"

using namespace semaflow;  // NOLINT: one short program

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: compile CASE N\n"), 2;
  const auto found = bench::FindCompileCase(argv[1]);
  if (!found) return fmt::print(stderr, "no case {}\n", argv[1]), 2;
  const int count = std::atoi(argv[2]);
  const bench::ModelFolder folder;
  found->write_model(folder, found->size);
  auto loaded = LoadModel(folder.path());
  if (!loaded) return fmt::print(stderr, "{}", FormatErrors(loaded.error())), 1;
  const std::string request = found->make_request(found->size);
  const CompileOptions options{.now = Instant{1'771'156'800'000'000}};
  std::vector<double> nanoseconds;
  nanoseconds.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    auto compiled = Compile(loaded->model, request, options);
    const auto end = std::chrono::steady_clock::now();
    if (!compiled) return fmt::print(stderr, "{}", FormatErrors(compiled.error())), 1;
    nanoseconds.push_back(std::chrono::duration<double, std::nano>(end - start).count());
  }
  std::nth_element(nanoseconds.begin(), nanoseconds.begin() + count / 2, nanoseconds.end());
  fmt::print("{:.0f}\n", nanoseconds[static_cast<std::size_t>(count / 2)]);
}
