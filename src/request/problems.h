// What is wrong with one request, collected so that it is told in one answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "semaflow/error.h"

namespace semaflow::request {

/// A name of the request for a message: in quotes, cut after 80 code points.
std::string Quoted(std::string_view name);

/// Problems of one request, in the order of their places. Their labels show the token at fault and
/// nothing around it, and values not at all: values never reach an error.
class Problems {
 public:
  /// The text that places refer to.
  void SetText(std::string_view text) { text_ = text; }

  /// `at` is a token of the request; an empty span means the quoted text that begins there.
  void Add(ErrorCode code, Span at, std::string message, std::string help = {},
           std::vector<std::string> candidates = {});
  /// The same for a value: its place is told, its text is not.
  void AddValue(ErrorCode code, Span at, std::string message, std::string help = {});
  /// An error that was made elsewhere, at a place of the request.
  void AddError(Span at, Error error);

  /// What is told until EndInside() at the whole of a text that says `text`, is told at `inside` of
  /// it: an expression stands in the request as one token.
  /// `may_be_text`: a name there stands where a value is likely, so it may lack the quotes of one.
  void BeginInside(std::string_view text, Span inside, bool may_be_text) {
    inside_text_ = text;
    inside_ = inside;
    may_be_text_ = may_be_text;
  }
  void EndInside() {
    inside_text_ = {};
    may_be_text_ = false;
  }
  bool may_be_text() const { return may_be_text_; }

  /// While it lives, what is told is wrong with the access filters: whoever sent the request has
  /// not written them, and sees no place of them.
  class OfAccessFilters {
   public:
    explicit OfAccessFilters(Problems& problems)
        : problems_(problems), before_(problems.of_access_filters_) {
      problems_.of_access_filters_ = true;
    }
    ~OfAccessFilters() { problems_.of_access_filters_ = before_; }
    OfAccessFilters(const OfAccessFilters&) = delete;
    OfAccessFilters& operator=(const OfAccessFilters&) = delete;

   private:
    Problems& problems_;
    const bool before_;
  };

  bool empty() const { return found_.empty(); }
  std::size_t count() const { return found_.size() + more_; }
  /// So many that more are only counted: looking for better names is no longer worth while.
  bool full() const { return found_.size() >= kProblemsMax; }

  /// All problems by place; those of one place in the order in which they were found. The last one
  /// tells how many were left out.
  Errors Take();

 private:
  struct Found {
    std::uint32_t at;
    Error error;
  };

  static constexpr std::size_t kProblemsMax = 100;

  Label LabelAt(Span at, bool show_token) const;
  void MoveInside(Span& at, Error& error) const;
  void Keep(Span at, Error error, bool show_token);

  std::string_view text_;
  std::string_view inside_text_;
  Span inside_;
  bool may_be_text_ = false;
  bool of_access_filters_ = false;
  std::vector<Found> found_;
  std::size_t more_ = 0;
};

}  // namespace semaflow::request
