// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/import_page.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace sentinai {

class ImportModel;
class Theme;

/// Step 2: how the log becomes exceptions, with the first rows before and after.
class ImportMappingPage : public ImportPage {
  Q_OBJECT
public:
  /// References must outlive the page.
  ImportMappingPage(ImportModel& model, const Theme& theme, QWidget* parent = nullptr);

  [[nodiscard]] QString title() const override { return tr("Mapping"); }
  [[nodiscard]] bool isComplete() const override;
  [[nodiscard]] QString hint() const override;

private:
  void chooseOwn();
  void showModel();
  void applyTheme();

  ImportModel& m_model;
  const Theme& m_theme;
  QComboBox* m_mapping;
  QPushButton* m_own;
  QLabel* m_description;
  QLabel* m_problem;
  QTableView* m_raw;
  QTableView* m_mapped;
};

} // namespace sentinai
