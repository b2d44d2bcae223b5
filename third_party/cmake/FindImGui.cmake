# imgui::imgui: Dear ImGui with the GLFW and OpenGL 3 back ends, imgui_stdlib and imgui_freetype, from the Debian
# package, or from the source tree SYNCWALL_IMGUI_DIR (1.86 to 1.92). Headers are included without a folder.
find_package(PkgConfig REQUIRED)
find_package(glfw3 REQUIRED)
find_package(Freetype REQUIRED)
add_library(imgui_imgui INTERFACE)
if(SYNCWALL_IMGUI_DIR)
  set(_d ${SYNCWALL_IMGUI_DIR})
  add_library(imgui_tree STATIC ${_d}/imgui.cpp ${_d}/imgui_draw.cpp ${_d}/imgui_tables.cpp ${_d}/imgui_widgets.cpp
    ${_d}/backends/imgui_impl_glfw.cpp ${_d}/backends/imgui_impl_opengl3.cpp ${_d}/misc/cpp/imgui_stdlib.cpp
    ${_d}/misc/freetype/imgui_freetype.cpp)
  target_include_directories(imgui_tree SYSTEM PUBLIC ${_d} ${_d}/backends ${_d}/misc/cpp ${_d}/misc/freetype)
  target_compile_definitions(imgui_tree PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_ENABLE_FREETYPE)
  target_link_libraries(imgui_tree PUBLIC glfw Freetype::Freetype ${CMAKE_DL_LIBS})
  target_link_libraries(imgui_imgui INTERFACE imgui_tree)
else()
  pkg_check_modules(IMGUI REQUIRED IMPORTED_TARGET imgui)
  target_link_libraries(imgui_imgui INTERFACE PkgConfig::IMGUI glfw Freetype::Freetype ${CMAKE_DL_LIBS})
  target_include_directories(imgui_imgui SYSTEM INTERFACE /usr/include/imgui /usr/include/imgui/backends)
endif()
add_library(imgui::imgui ALIAS imgui_imgui)
set(ImGui_FOUND TRUE)
