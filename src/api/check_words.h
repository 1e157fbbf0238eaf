// The words in which `check --data` tells what it found.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/check_asker.h"
#include "semaflow/error.h"

namespace semaflow::api {

/// An error whose place is a file as a whole; "": it has none.
Error DataError(ErrorCode code, std::string message, const std::string& file,
                std::string help = {});

/// "1 key", "2 keys".
std::string Counted(std::int64_t count, const std::string& what);
/// " stands" or " stand".
std::string Stand(std::int64_t count);
/// Of rows that end with a count: "17 in 2 rows", "(1, \"a\") in 1 row".
std::vector<std::string> KeyTexts(const std::vector<Cells>& rows);
/// "for example 17 in 2 rows; 18 in 2 rows", "" without examples.
std::string ForExample(const std::vector<std::string>& examples);
/// "a, b".
std::string Joined(const std::vector<std::string>& names);

}  // namespace semaflow::api
