// The extension module semaflow._core: what the Python package takes of the C++ library.
#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "answer.h"
#include "cli/process.h"
#include "failures.h"
#include "handle.h"
#include "json_of.h"
#include "libpq.h"
#include "metrics.h"
#include "output.h"
#include "semaflow/config.h"
#include "semaflow/metrics.h"
#include "semaflow/model.h"
#include "semaflow/version.h"
#include "source.h"

namespace nb = nanobind;

namespace semaflow::python {
namespace {

/// The bytes that the shell gave: a file's name need not be UTF-8.
std::string ArgumentBytes(nb::handle argument) {
  const nb::bytes bytes = nb::steal<nb::bytes>(PyUnicode_EncodeFSDefault(argument.ptr()));
  if (!bytes.is_valid()) throw nb::python_error();
  return {bytes.c_str(), bytes.size()};
}

int RunCli(const nb::typed<nb::list, nb::str>& args) {
  std::vector<std::string> bytes;
  for (const nb::handle argument : args) bytes.push_back(ArgumentBytes(argument));
  const nb::gil_scoped_release released;
  return cli::RunCliOfProcess(bytes);
}

using Words = std::map<std::string, std::string>;

/// The variables of the process, with `settings` over them.
Environment EnvironmentWith(const Words& settings) {
  auto words = std::make_shared<const Words>(settings);
  const Environment process = Environment::OfProcess();
  return {[words, process](const char* name) -> const char* {
            const auto found = words->find(name);
            return found != words->end() ? found->second.c_str() : process(name);
          },
          [words, process] {
            std::vector<std::string> names = process.Names();
            for (const auto& [name, value] : *words) names.push_back(name);
            return names;
          }};
}

Config ReadConfig(const std::string& file, const std::optional<std::string>& text,
                  const Words& settings) {
  const Environment environment = EnvironmentWith(settings);
  if (text) return TakeAll(ParseConfig(*text, "the configuration", ".", environment));
  if (file.empty()) return TakeAll(ParseConfig("", "", ".", environment));
  return TakeAll(LoadConfig(file, environment));
}

std::shared_ptr<Source> DuckDbSource(std::string name, const std::string& path, bool read_only,
                                     std::optional<int> permits) {
  DataSourceConfig config;
  config.name = std::move(name);
  config.type = "duckdb";
  config.duckdb.path = path;
  config.duckdb.read_only = read_only;
  return std::make_shared<Source>(std::move(config), permits);
}

std::shared_ptr<Source> PostgresSource(std::string name, const std::string& connection,
                                       const std::string& schema, std::optional<int> permits) {
  DataSourceConfig config;
  config.name = std::move(name);
  config.type = "postgres";
  config.postgres.connection = connection;
  config.postgres.schema = schema;
  return std::make_shared<Source>(std::move(config), permits);
}

/// Nothing that may be empty by mistake, like a text or what was iterated already, stands for all.
std::string AccessFiltersOf(nb::handle filters) {
  if (filters.is_none()) return {};
  if (!nb::isinstance<nb::list>(filters) && !nb::isinstance<nb::tuple>(filters)) {
    throw nb::type_error("filters is a list of conditions");
  }
  return JsonOf(filters);
}

/// The engine's; less than a millisecond is one, for 0 is for ever.
std::int64_t MillisecondsOf(nb::handle value) {
  constexpr double kSecondsMax = 366.0 * 24 * 3600;
  double seconds = 0;
  if (!nb::try_cast(value, seconds)) throw nb::type_error("timeout is a number of seconds");
  if (!(seconds >= 0 && seconds <= kSecondsMax)) {
    throw nb::value_error("timeout is a number of seconds, from 0 (for ever) to 31622400 (a year)");
  }
  return static_cast<std::int64_t>(std::ceil(seconds * 1000));
}

std::int64_t RowsMaxOf(nb::handle value) {
  std::int64_t rows = 0;
  if (!nb::try_cast(value, rows)) throw nb::type_error("rows_max is a whole number of rows");
  if (rows < 0) throw nb::value_error("rows_max is a number of rows, or 0 for all");
  return rows;
}

CallOptions OptionsOf(const nb::dict& options) {
  CallOptions made;
  for (const auto& [key, value] : options) {
    const auto name = nb::cast<std::string>(key);
    if (value.is_none()) continue;
    if (name == "time_zone") {
      made.time_zone = nb::cast<std::string>(value);
    } else if (name == "filters") {
      made.access_filters = AccessFiltersOf(value);
    } else if (name == "timeout") {
      made.timeout_ms = MillisecondsOf(value);
    } else if (name == "rows_max") {
      made.rows_max = RowsMaxOf(value);
    } else if (name == "tenant") {
      made.tenant = nb::cast<std::string>(value);
    } else if (name == "no_cache") {
      made.no_cache = nb::cast<bool>(value);
    } else if (name == "traceparent") {
      made.traceparent = nb::cast<std::string>(value);
    } else {
      throw nb::type_error(("there is no option " + name).c_str());
    }
  }
  return made;
}

std::unique_ptr<Handle> MakeHandle(const std::string& folder,
                                   const std::vector<std::pair<std::string, std::string>>& texts,
                                   std::vector<std::shared_ptr<Source>> sources,
                                   const Config& config, bool validates) {
  std::vector<ModelText> parts;
  for (const auto& [name, text] : texts) parts.push_back({.name = name, .text = text});
  const nb::gil_scoped_release released;
  return std::make_unique<Handle>(folder, std::move(parts), std::move(sources), config, validates);
}

void DefineAnswers(nb::module_& module) {
  nb::enum_<Handle::Give>(module, "Give")
      .value("ANSWER", Handle::Give::kAnswer)
      .value("DICTS", Handle::Give::kDicts)
      .value("STREAM", Handle::Give::kStream);
  nb::class_<Answer>(module, "Answer")
      .def("dicts", &Answer::Dicts)
      .def("tuples", &Answer::Tuples)
      .def("arrow_stream", &Answer::ArrowStream)
      .def("info", &Answer::Info)
      .def("__len__", &Answer::num_rows);
  nb::class_<Stream>(module, "Stream")
      .def("next", &Stream::Next)
      .def("next_async", &Stream::NextAsync, nb::arg("done"))
      .def("arrow_stream", &Stream::ArrowStream)
      .def("info", &Stream::Info)
      .def("cancel", &Stream::Cancel);
  nb::class_<Output>(module, "Output")
      .def("next_async", &Output::NextAsync, nb::arg("done"))
      .def("cancel", &Output::Cancel);
  nb::class_<QueryHandle>(module, "Query").def("cancel", [](const QueryHandle& query) {
    const nb::gil_scoped_release released;
    query.Cancel();
  });
}

void DefineSources(nb::module_& module) {
  nb::class_<Config>(module, "Config")
      .def(
          "__init__",
          [](Config* made, const std::string& file, const std::optional<std::string>& text,
             const Words& settings) { new (made) Config(ReadConfig(file, text, settings)); },
          nb::arg("file"), nb::arg("text").none(), nb::arg("settings"));
  nb::class_<UserSession>(module, "UserSession").def(nb::init<nb::object>(), nb::arg("asked"));
  nb::class_<Source>(module, "Source")
      .def_static("duckdb", &DuckDbSource, nb::arg("name"), nb::arg("path"), nb::arg("read_only"),
                  nb::arg("permits").none())
      .def_static("postgres", &PostgresSource, nb::arg("name"), nb::arg("connection"),
                  nb::arg("schema"), nb::arg("permits").none())
      .def_static(
          "of_session",
          [](std::string name, const UserSession& session) {
            return std::make_shared<Source>(std::move(name), session);
          },
          nb::arg("name"), nb::arg("session"))
      .def("register", &Source::Register, nb::arg("table"), nb::arg("arrow_stream"));
}

void DefineHandle(nb::module_& module) {
  nb::class_<Handle>(module, "Handle")
      .def(
          "build_sql",
          [](const Handle& handle, nb::handle request, const std::string& zone,
             nb::handle filters) {
            return handle.BuildSql(JsonOf(request), zone, AccessFiltersOf(filters));
          },
          nb::arg("request"), nb::arg("time_zone"), nb::arg("filters").none())
      .def(
          "explain",
          [](const Handle& handle, nb::handle request, const std::string& zone,
             nb::handle filters) {
            return handle.Explain(JsonOf(request), zone, AccessFiltersOf(filters));
          },
          nb::arg("request"), nb::arg("time_zone"), nb::arg("filters").none())
      .def("flows_json", &Handle::FlowsJson)
      .def("flow_json", &Handle::FlowJson, nb::arg("name"))
      .def("sort_of", &Handle::SortOf, nb::arg("flow"), nb::arg("name"))
      .def(
          "compatible_json",
          [](const Handle& handle, const std::string& flow,
             const std::vector<std::string>& dimensions, const std::vector<std::string>& measures,
             nb::handle filters) {
            return handle.CompatibleJson(flow, dimensions, measures, AccessFiltersOf(filters));
          },
          nb::arg("flow"), nb::arg("dimensions"), nb::arg("measures"), nb::arg("filters").none())
      .def("values_request", &Handle::ValuesRequestOf, nb::arg("flow"), nb::arg("dimension"),
           nb::arg("prefix"), nb::arg("limit"))
      .def("metrics", [](const Handle& handle) { return MetricsOf(handle.Metrics()); })
      .def("prometheus", [](const Handle& handle) { return ToPrometheus(handle.Metrics()); })
      .def(
          "submit",
          [](const Handle& handle, nb::handle request, const nb::dict& options, Handle::Give give,
             nb::object done) {
            return handle.Submit(JsonOf(request), OptionsOf(options), give, std::move(done));
          },
          nb::arg("request"), nb::arg("options"), nb::arg("give"), nb::arg("done"))
      .def(
          "submit_output",
          [](const Handle& handle, nb::handle request, const nb::dict& options,
             const std::string& format, std::size_t begin, nb::object done) {
            const auto known = ParseRowFormat(format);
            if (!known) throw nb::value_error("there is no such format of rows");
            return handle.SubmitOutput(JsonOf(request), OptionsOf(options), *known, begin,
                                       std::move(done));
          },
          nb::arg("request"), nb::arg("options"), nb::arg("format"), nb::arg("begin"),
          nb::arg("done"))
      .def(
          "ask",
          [](const Handle& handle, nb::handle request, const nb::dict& options, bool signals) {
            return handle.Ask(JsonOf(request), OptionsOf(options), signals);
          },
          nb::arg("request"), nb::arg("options"), nb::arg("checks_signals"))
      .def(
          "open_stream",
          [](const Handle& handle, nb::handle request, const nb::dict& options, bool signals) {
            return handle.OpenStream(JsonOf(request), OptionsOf(options), signals);
          },
          nb::arg("request"), nb::arg("options"), nb::arg("checks_signals"))
      .def("check", &Handle::Check, nb::arg("data"))
      .def("reload", &Handle::Reload)
      .def("close", &Handle::Close);
  module.def(
      "check_limits", [](const nb::dict& options) { OptionsOf(options); }, nb::arg("options"));
  module.def("make_handle", &MakeHandle, nb::arg("folder"), nb::arg("texts"), nb::arg("sources"),
             nb::arg("config"), nb::arg("validates"));
}

}  // namespace
}  // namespace semaflow::python

NB_MODULE(_core, module) {
  module.attr("version") = std::string(semaflow::Version());
  module.def("libpq_path", &semaflow::python::LibpqPath);
  module.def("json_of", &semaflow::python::JsonOf, nb::arg("value"));
  module.def(
      "yaml_of",
      [](nb::handle value) {
        return semaflow::python::Take(semaflow::YamlOfJson(semaflow::python::JsonOf(value)));
      },
      nb::arg("value"));
  semaflow::python::RegisterFailures();
  semaflow::python::DefineAnswers(module);
  semaflow::python::DefineSources(module);
  semaflow::python::DefineHandle(module);
  module.def("run_cli", &semaflow::python::RunCli, nb::arg("args"));
}
