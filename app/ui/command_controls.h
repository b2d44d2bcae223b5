// Commands (table/commands.h) as buttons and items of a menu: shown, or with the reason why not, or hidden. UI thread
// only.
#pragma once

#include "table/commands.h"
#include "ui/widgets.h"

namespace syncwall {

// Appends what an enabled command asks for; of a disabled one, that it can't be and why.
void invoke(Frame& frame, CommandId id, const CommandTarget& target = {});

// What is of the screen alone: puts the keyboard into a field, opens a menu or the palette.
void on_screen(Frame& frame, CommandId id);

// In the current line of a window. Where the command is disabled, the reason stands in place of the button. False:
// nothing was drawn. `label`: in place of the command's own, for one that holds a number.
bool command_button(Frame& frame, CommandId id, ButtonLook look, const CommandTarget& target = {},
                    std::string_view label = {});
// In a menu. Where the command is disabled, the reason stands behind its name. `label`: as above.
void command_item(Frame& frame, CommandId id, const CommandTarget& target, std::string_view label = {});

}  // namespace syncwall
