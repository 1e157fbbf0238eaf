// hand FOLDER SECONDS: our SQL beside the best that was written by hand, on DuckDB. FOLDER holds
// the model, load.sql, which makes the data, and a folder for each case with its request.json and
// hand.sql; a case without request.json is one that is not answered yet. Both sides must give the
// same rows; then they run in turns for about SECONDS a case. Prints a line for each: "case ours
// hand", the medians in microseconds.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "bench/raw_duckdb.h"
#include "semaflow/compile.h"
#include "semaflow/model.h"

using namespace semaflow;         // NOLINT: one short program
using namespace semaflow::bench;  // NOLINT
namespace fs = std::filesystem;

namespace {

// Ours run as our backend opens databases (docs/adr/0015), theirs as DuckDB comes.
constexpr char kOurSettings[] = "SET GLOBAL disabled_optimizers = 'common_subplan'";
constexpr char kTheirSettings[] = "SET GLOBAL disabled_optimizers = ''";

std::string ReadText(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) Fail("cannot read " + path.string());
  return text.str();
}

void ExpectSameRows(const std::string& name, const std::vector<std::string>& ours,
                    const std::vector<std::string>& theirs) {
  if (ours == theirs) return;
  const auto [our, their] = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
  Fail(fmt::format("{}: {} rows, by hand {}; the first that differ:\n{}\n{}", name, ours.size(),
                   theirs.size(), our == ours.end() ? "(none)" : *our,
                   their == theirs.end() ? "(none)" : *their));
}

void RunCase(RawDuckDb& duckdb, const Model& model, const fs::path& folder, double seconds) {
  const std::string name = folder.filename().string();
  const CompiledQuery ours = Need(Compile(model, ReadText(folder / "request.json")));
  CompiledQuery theirs;
  theirs.sql = ReadText(folder / "hand.sql");
  ExpectSameRows(name, duckdb.Rows(ours), duckdb.Rows(theirs));
  std::vector<double> our_times;
  std::vector<double> their_times;
  const auto run = [&](const char* settings, const CompiledQuery& query) {
    duckdb.Execute(settings);
    return Microseconds([&] { duckdb.Run(query, RawDuckDb::With::kChunks); });
  };
  double spent = 0;
  while (our_times.size() < 7 || (spent < seconds * 1e6 && our_times.size() < 201)) {
    our_times.push_back(run(kOurSettings, ours));
    their_times.push_back(run(kTheirSettings, theirs));
    spent += our_times.back() + their_times.back();
  }
  fmt::print("{} {:.0f} {:.0f}\n", name, Median(our_times), Median(their_times));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: hand FOLDER SECONDS\n"), 2;
  const fs::path folder = argv[1];
  const LoadedModel loaded = Need(LoadModel((folder / "model").string()));
  RawDuckDb duckdb("");
  duckdb.Execute(ReadText(folder / "load.sql"));
  std::set<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(folder / "cases")) {
    if (fs::exists(entry.path() / "request.json")) cases.insert(entry.path());
  }
  for (const fs::path& one : cases) RunCase(duckdb, loaded.model, one, std::atof(argv[2]));
}
