#include "base/box.h"

#include <gtest/gtest.h>

#include <string>

namespace semaflow {
namespace {

TEST(Box, CopiesWhatItOwns) {
  Box<std::string> a(std::string("text"));
  Box<std::string> b = a;
  *b += "!";
  EXPECT_EQ(*a, "text");
  a = b;
  EXPECT_EQ(*a, "text!");
  EXPECT_NE(&*a, &*b);
  const Box<std::string>& self = a;
  a = self;
  EXPECT_EQ(*a, "text!");
}

TEST(Box, EmptyEqualsEmptyAlone) {
  const Box<int> empty;
  EXPECT_FALSE(empty);
  EXPECT_EQ(empty, Box<int>());
  EXPECT_FALSE(empty == Box<int>(0));
  EXPECT_EQ(Box<int>(3), Box<int>(3));
  EXPECT_FALSE(Box<int>(3) == Box<int>(4));
  Box<int> copy = empty;
  EXPECT_FALSE(copy);
}

}  // namespace
}  // namespace semaflow
