// Members that fit to those asked are found by compiling: nothing else knows all the reasons.
#include "semaflow/members.h"

#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "semaflow/request.h"

namespace semaflow {
namespace {

RequestDraft DraftOf(std::string_view flow, MemberSort sort, std::string_view name) {
  RequestDraft draft;
  draft.flow = flow;
  (sort == MemberSort::kDimension ? draft.dimensions : draft.measures).emplace_back(name);
  return draft;
}

bool HasCode(const Errors& errors, ErrorCode code) {
  return std::any_of(errors.begin(), errors.end(),
                     [code](const Error& error) { return error.code == code; });
}

/// The errors of a name that is neither sort, with what either was probably meant.
Errors UnknownOfBoth(Errors errors, const Errors& of_measures) {
  std::vector<std::string>& candidates = errors.front().candidates;
  for (const std::string& candidate : of_measures.front().candidates) {
    if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
      candidates.push_back(candidate);
    }
  }
  if (candidates.size() > 3) candidates.resize(3);
  if (errors.front().help.empty()) errors.front().help = of_measures.front().help;
  return errors;
}

/// Whether `asked` names the member, with or without its alias.
bool Names(std::string_view asked, std::string_view member) {
  if (asked.size() >= member.size()) return asked == member;
  return member.ends_with(asked) && member[member.size() - asked.size() - 1] == '.';
}

bool IsAsked(const std::vector<std::string>& asked, std::string_view member) {
  return std::any_of(asked.begin(), asked.end(),
                     [member](std::string_view name) { return Names(name, member); });
}

class Search {
 public:
  Search(const Model& model, RequestDraft asked, const CompileOptions& options)
      : model_(model), asked_(std::move(asked)), options_(options) {}

  void Try(const std::vector<MemberInfo>& members, std::vector<std::string> RequestDraft::*place,
           std::vector<std::string>& found) {
    const std::vector<std::string> before = asked_.*place;
    for (const MemberInfo& member : members) {
      if (IsAsked(before, member.name)) continue;
      (asked_.*place).push_back(member.name);
      auto compiled = Compile(model_, ToJson(asked_), options_);
      (asked_.*place).pop_back();
      if (compiled) {
        found.push_back(member.name);
      } else {
        Error& error = compiled.error().front();
        // Whoever asks has not written them.
        if (error.code == ErrorCode::kAccessFilters) {
          error = {.code = error.code, .message = "what may be seen does not fit its rows"};
        }
        refused_.push_back({.name = member.name, .error = std::move(error)});
      }
    }
  }
  std::vector<RefusedMember> TakeRefused() { return std::move(refused_); }

 private:
  const Model& model_;
  RequestDraft asked_;
  const CompileOptions& options_;
  std::vector<RefusedMember> refused_;
};

}  // namespace

ResultAll<MemberSort> SortOf(const Model& model, std::string_view flow, std::string_view name,
                             const CompileOptions& options) {
  auto dimension = Compile(model, ToJson(DraftOf(flow, MemberSort::kDimension, name)), options);
  if (dimension) return MemberSort::kDimension;
  if (HasCode(dimension.error(), ErrorCode::kWrongFieldKind)) return MemberSort::kMeasure;
  if (!HasCode(dimension.error(), ErrorCode::kUnknownField)) {
    return tl::unexpected(std::move(dimension.error()));
  }
  const auto measure = Compile(model, ToJson(DraftOf(flow, MemberSort::kMeasure, name)), options);
  if (measure) return MemberSort::kMeasure;
  return tl::unexpected(UnknownOfBoth(std::move(dimension.error()), measure.error()));
}

ResultAll<CompatibleMembers> FindCompatible(const Model& model, const std::string& flow,
                                            const std::vector<std::string>& dimensions,
                                            const std::vector<std::string>& measures,
                                            const CompileOptions& options) {
  const auto details = model.Flow(flow);
  if (!details) return tl::unexpected(Errors{details.error()});
  RequestDraft asked;
  asked.flow = flow;
  asked.dimensions = dimensions;
  asked.measures = measures;
  if (!dimensions.empty() || !measures.empty()) {
    auto compiled = Compile(model, ToJson(asked), options);
    if (!compiled) return tl::unexpected(std::move(compiled.error()));
  }
  CompatibleMembers members;
  Search search(model, std::move(asked), options);
  search.Try(details->dimensions, &RequestDraft::dimensions, members.dimensions);
  search.Try(details->measures, &RequestDraft::measures, members.measures);
  members.refused = search.TakeRefused();
  return members;
}

std::string ToJson(const CompatibleMembers& members) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("dimensions").BeginArray();
  for (const std::string& name : members.dimensions) json.String(name);
  json.EndArray().Key("measures").BeginArray();
  for (const std::string& name : members.measures) json.String(name);
  json.EndArray().Key("refused").BeginArray();
  for (const auto& [name, error] : members.refused) {
    json.BeginObject().Key("name").String(name).Key("code").String(InfoOf(error).code);
    json.Key("message").String(error.message).Key("help").String(error.help).EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

std::string ValuesRequest(std::string_view flow, std::string_view dimension,
                          std::string_view prefix, std::uint64_t limit) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("flow").String(flow).Key("dimensions").BeginArray();
  json.String(dimension).EndArray();
  if (!prefix.empty()) {
    json.Key("filters").BeginArray().BeginObject().Key("field").String(dimension);
    json.Key("op").String("istarts_with").Key("value").String(prefix).EndObject().EndArray();
  }
  json.Key("order").BeginArray().BeginObject().Key("column").String(dimension).EndObject();
  json.EndArray().Key("limit").Unsigned(limit).EndObject();
  return out;
}

}  // namespace semaflow
