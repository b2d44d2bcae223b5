// Errors of OpenGL, which it keeps silently until it is asked. Main thread, with a current context.
#pragma once

#include <string>

namespace syncwall {

// "GL_INVALID_ENUM, …": the errors since the last call; empty where there were none.
[[nodiscard]] std::string gl_errors();

// With SYNCWALL_CHECK_GL=1, as in the tests: errors end the program (abort, as a failed assert of Dear ImGui does) with
// a line on stderr. Else nothing is asked, since asking can make a driver wait.
void check_gl(const char* where);

}  // namespace syncwall
