// "Did you mean": the names nearest to one that is not known.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace semaflow {

/// At most 3 of `names` within a capped Damerau-Levenshtein distance of max(1, length / 5) bytes
/// (case differences of ASCII letters count as nothing), best first, ties in the order given. No
/// candidate is better than a bad one: a wanted name of one letter has none but itself in another
/// case, one of over 256 bytes has none. Linear in the number of names.
std::vector<std::string> ClosestNames(std::string_view wanted,
                                      std::span<const std::string_view> names);

/// `did you mean "a"?`, `did you mean "a" or "b"?`, "" for none.
std::string DidYouMean(const std::vector<std::string>& candidates);

}  // namespace semaflow
