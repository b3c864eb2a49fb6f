// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/import_page.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace sentinai {

class ImportModel;
class Theme;

/// Step 1: the log file, dropped, chosen or typed, and what was found in it.
class ImportFilePage : public ImportPage {
  Q_OBJECT
public:
  /// References must outlive the page.
  ImportFilePage(ImportModel& model, const Theme& theme, QWidget* parent = nullptr);

  [[nodiscard]] QString title() const override { return tr("File"); }
  [[nodiscard]] bool isComplete() const override;
  [[nodiscard]] QString hint() const override;

protected:
  void focusInEvent(QFocusEvent* event) override;

private:
  void take(const QString& path);
  void choose();
  void showModel();
  void applyTheme();

  ImportModel& m_model;
  const Theme& m_theme;
  QLabel* m_icon;
  QLabel* m_invitation;
  QPushButton* m_choose;
  QLineEdit* m_path;
  QLabel* m_facts;
  QLabel* m_problem;
};

} // namespace sentinai
