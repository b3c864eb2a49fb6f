// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/edit_refusals.h"
#include "models/time_format.h"
#include "repositories/records/exception.h"

#include <QFrame>
#include <QHash>

class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace sentinai {

class ChoiceButton;
class OwnerEditor;
class Theme;

/// The attributes of one exception, those that are changed most at the top: status, severity, owner; and a box for a
/// comment. Tells wishes by signals; shows only what it is given. A comment begun stays with its exception until it is
/// saved or deleted.
class ExceptionAttributePanel : public QFrame {
  Q_OBJECT
public:
  ExceptionAttributePanel(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent = nullptr);

  void showException(const Exception& exception);
  void setMe(const QString& login);

  void setRefusals(const EditRefusals& refusals); ///< What may not be changed, and why.

  /// Forgets the exception's draft where it is still this text.
  void commentSaved(const QString& exceptionId, const QString& text);

  [[nodiscard]] OwnerEditor& owner() { return *m_owner; }
  [[nodiscard]] bool goBack();

  void openStatusMenu();
  void openSeverityMenu();
  void focusComment();
  void updateTimes(); ///< What depends on the present moment.

Q_SIGNALS:
  void statusChosen(sentinai::Status status);
  void severityChosen(sentinai::Severity severity);
  void ownerChosen(const std::optional<QString>& owner);
  void editRequested();
  void commentEntered(const QString& text);

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  [[nodiscard]] QWidget* buildDecisions();
  [[nodiscard]] QWidget* buildAttributes();
  [[nodiscard]] QWidget* buildComment();
  QLabel* addValue(QFormLayout& form, const QString& label, const QString& objectName);
  void setValue(QLabel* value, const QString& text, const QString& toolTip = {});
  void submitComment();
  void updateEnabled();
  void showLength(qsizetype length);
  void restyle();

  const TimeFormat& m_timeFormat;
  const Theme& m_theme;
  std::optional<Exception> m_exception;
  EditRefusals m_refusals;
  std::vector<QLabel*> m_captions;
  std::vector<QLabel*> m_headings;
  ChoiceButton* m_status = nullptr;
  ChoiceButton* m_severity = nullptr;
  OwnerEditor* m_owner = nullptr;
  QLabel* m_sla = nullptr;
  QLabel* m_deadline = nullptr;
  QLabel* m_domain = nullptr;
  QLabel* m_type = nullptr;
  QLabel* m_sourceSystem = nullptr;
  QLabel* m_entity = nullptr;
  QLabel* m_amount = nullptr;
  QLabel* m_created = nullptr;
  QLabel* m_updated = nullptr;
  QLabel* m_resolved = nullptr;
  QLabel* m_version = nullptr;
  QPushButton* m_edit = nullptr;
  QPlainTextEdit* m_comment = nullptr;
  QLabel* m_length = nullptr;
  QPushButton* m_send = nullptr;
  QHash<QString, QString> m_drafts; ///< Comments begun, by exception; not the one in the box.
};

} // namespace sentinai
