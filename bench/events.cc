#include "bench/events.h"

#include "bench/raw_duckdb.h"

namespace semaflow::bench {

void MakeEvents(RawDuckDb& duckdb) {
  for (const std::string_view sql : {kMakeEvents, kMakeKinds}) duckdb.Execute(std::string(sql));
}

void MakeEvents(Backend& duckdb) {
  const auto connection = Need(duckdb.Connect());
  for (const std::string_view sql : {kMakeEvents, kMakeKinds}) {
    const auto made = Need(connection->Execute({.sql = std::string(sql)}));
    while (Need(made->Next())) continue;
  }
}

}  // namespace semaflow::bench
