// Variables of the environment that a test sets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "semaflow/config.h"

namespace semaflow {

using Set = std::map<std::string, std::string>;

/// `set` must outlive it.
inline Environment Of(const Set& set) {
  return {[&set](const char* name) -> const char* {
            const auto found = set.find(name);
            return found == set.end() ? nullptr : found->second.c_str();
          },
          [&set] {
            std::vector<std::string> names;
            for (const auto& [name, text] : set) names.push_back(name);
            return names;
          }};
}

}  // namespace semaflow
