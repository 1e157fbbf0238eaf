// What else can be asked: members that fit to those asked, and the values of a dimension.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/compile.h"
#include "semaflow/error.h"
#include "semaflow/model.h"

namespace semaflow {

enum class MemberSort : std::uint8_t { kDimension, kMeasure };

/// What a name of a flow is, as "dimensions" and "measures" of a request take it: "o.revenue",
/// "o.at.month", of a graph "customer.country". Fails with the errors of Compile, and the nearest
/// names of both sorts.
ResultAll<MemberSort> SortOf(const Model& model, std::string_view flow, std::string_view name,
                             const CompileOptions& options = {});

struct RefusedMember {
  std::string name;
  Error error;  ///< The first of Compile.
};
struct CompatibleMembers {
  std::vector<std::string> dimensions;
  std::vector<std::string> measures;
  std::vector<RefusedMember> refused;
};
/// The members of `flow`, as its listing names them, with which the request could be asked that
/// asks `dimensions` and `measures` and one member more: each is compiled, so an answer here is a
/// promise. Those asked already are left out. Fails with the errors of Compile where those alone
/// cannot be asked. Takes as long as compiling one request for each member of the flow.
ResultAll<CompatibleMembers> FindCompatible(const Model& model, const std::string& flow,
                                            const std::vector<std::string>& dimensions,
                                            const std::vector<std::string>& measures,
                                            const CompileOptions& options = {});
/// `{"dimensions": ["c.country"], "measures": ["o.revenue"],
///   "refused": [{"name", "code", "message", "help"}]}`, one line without a line feed.
std::string ToJson(const CompatibleMembers& members);

/// The request (JSON) for the values that a dimension takes, in order and each once; of texts those
/// that begin with `prefix`, in letters of any case. NULL is one of them, the last, where there is
/// no prefix.
std::string ValuesRequest(std::string_view flow, std::string_view dimension,
                          std::string_view prefix, std::uint64_t limit);

}  // namespace semaflow
