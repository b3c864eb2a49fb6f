// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/visible_text.h"

namespace sentinai {

// Text from outside for widgets: beyond visibleLine() and visibleText(), it cannot act as markup.

/// `text` for a tooltip, which Qt would otherwise read as HTML where it looks like it. Shows visibleText(), of
/// a long text the first 2,000 characters.
[[nodiscard]] QString plainToolTip(const QString& text);

/// `text` for a button, action or tab, where & would become a mnemonic.
[[nodiscard]] QString plainLabel(const QString& text);

} // namespace sentinai
