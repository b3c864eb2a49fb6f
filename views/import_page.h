// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace sentinai {

/// One step of the import wizard: shows a part of the ImportModel.
class ImportPage : public QWidget {
  Q_OBJECT
public:
  using QWidget::QWidget;

  [[nodiscard]] virtual QString title() const = 0;

  /// The page has come into view by going forward.
  virtual void enter() {}

  /// Whether the wizard may go on, and why not.
  [[nodiscard]] virtual bool isComplete() const = 0;
  [[nodiscard]] virtual QString hint() const = 0;

  /// What going on from here is called.
  [[nodiscard]] virtual QString nextText() const { return tr("&Next"); }
};

} // namespace sentinai
