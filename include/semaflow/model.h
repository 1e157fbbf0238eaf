// Models: a folder of YAML files, read, checked and ready to be asked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow {

namespace model {
class Model;
}  // namespace model

/// How many things a model holds, and what it stands on.
struct ModelSummary {
  std::size_t tables = 0;
  std::size_t flows = 0;
  std::size_t calendars = 0;
  std::size_t dimensions = 0;  ///< Of tables and flows, hidden ones too.
  std::size_t measures = 0;
  std::string time_zone;                  ///< "Europe/Amsterdam"; "UTC" unless the model says.
  std::vector<std::string> data_sources;  ///< Each name once, in the order of the tables.
  std::uint64_t hash = 0;                 ///< Of everything that shapes an answer.
};

struct FlowSummary {
  std::string name;
  std::string description;
  bool is_graph = false;  ///< Tables and links instead of a tree of joins.
};

/// A member as listings show it. Members with `hidden: true` are left out; they may still be asked.
struct MemberInfo {
  std::string name;   ///< As a request names it: "o.status"; flow members by their bare name.
  std::string alias;  ///< "o"; "" for members of the flow itself.
  std::string table;  ///< The semantic table; "" for members of the flow itself.
  DataType type;      ///< kUnknown when neither the model nor its schema says.
  std::string label;
  std::string description;
  std::string unit;
  std::string format;     ///< d3-format text: "$,.2f"
  std::string meta_json;  ///< `meta:` as JSON; "" for none.
  std::string refusal;    ///< Why this version answers no query that uses it; "" when it does.
};

struct JoinInfo {
  std::string name;   ///< The key of the join in the file; of a link its role.
  std::string alias;  ///< Of the joined table.
  std::string table;
  std::string to_alias;               ///< The alias that it is joined to.
  std::string join_type;              ///< "left", "inner", "right", "full"
  std::string cardinality;            ///< From `to_alias` to `alias`: "many_to_one", ...
  bool cardinality_declared = false;  ///< False: inferred from the keys.
  std::string refusal;
};

struct FlowDetails {
  std::string name;
  std::string description;
  std::string data_source;
  bool is_graph = false;
  std::string base_table;  ///< "" in a graph flow.
  std::string base_alias;
  std::string time_dimension;          ///< Of the base table, as a request names it; "" for none.
  std::string smallest_time_grain;     ///< "day"; "" when the model does not say.
  std::vector<JoinInfo> joins;         ///< Parents before children.
  std::vector<MemberInfo> dimensions;  ///< By table, the base first, then the flow's own.
  std::vector<MemberInfo> measures;
};

/// Text for people: a line a flow, or everything about one flow. `width` is that of the terminal in
/// cells; 0: lines are as long as they are.
std::string FormatFlows(const std::vector<FlowSummary>& flows, int width = 0);
std::string FormatFlow(const FlowDetails& flow, int width = 0);

/// The same as JSON, one line without a line feed: `{"flows": [{"name", "description"}]}`, and one
/// object with the fields of FlowDetails, absent where they are empty.
std::string ToJson(const std::vector<FlowSummary>& flows);
std::string ToJson(const FlowDetails& flow);

/// A loaded model. A cheap handle to something immutable: copies share it, any thread may use any
/// copy at any time, and whatever was made from it (compiled queries) keeps it alive.
class Model {
 public:
  explicit Model(std::shared_ptr<const model::Model> model);

  ModelSummary Summary() const;
  /// In the order of their files.
  std::vector<FlowSummary> Flows() const;
  /// Fails with kUnknownFlow and the closest names.
  Result<FlowDetails> Flow(std::string_view name) const;
  /// The folder that it was loaded from, as given.
  const std::string& folder() const;

  /// For the library itself.
  const std::shared_ptr<const model::Model>& inner() const { return model_; }

 private:
  std::shared_ptr<const model::Model> model_;  ///< Never null.
};

struct LoadedModel {
  Model model;
  Errors warnings;  ///< Deprecated keys of SemaFlow 0.1 and the like.
};

struct LoadOptions {
  /// Takes the types that the model does not say from schema.json beside it. False: as if it were
  /// not there, so that `CheckData` can make one that is out of date anew.
  bool read_schema_file = true;
};

/// Reads the model in `folder`: model.yaml, tables/, flows/, calendars/ and schema.json. No
/// database is asked. Fails with all problems (Y, M and E codes) in the order of their files and
/// places. Thread-safe; time is linear in the size of the files.
ResultAll<LoadedModel> LoadModel(const std::string& folder, const LoadOptions& options = {});

/// One table, flow or calendar as YAML (JSON is YAML), or the settings of model.yaml.
struct ModelText {
  std::string name;  ///< As errors show it, like the path of a file; settings are "model.yaml".
  std::string text;  ///< UTF-8. Which of the three it is its keys tell.
};

/// A model that is in no folder: what LoadModel says holds, with `texts` in the place of the files.
/// Relative paths (`file:`) are relative to the working folder.
ResultAll<LoadedModel> LoadModelTexts(std::vector<ModelText> texts);

/// `json` (one JSON value, UTF-8) as YAML in block style, as a person would write it. Ends with a
/// line feed. Fails with kYamlSyntax.
Result<std::string> YamlOfJson(std::string_view json);

/// The JSON Schema (draft 2020-12) of the YAML files, for editors: one document with a definition
/// for each kind of file. Ends with a line feed.
std::string ModelFileSchema();

}  // namespace semaflow
