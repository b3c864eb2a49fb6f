// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exception_attribute_panel.h"

#include "models/display_text.h"
#include "models/safe_text.h"
#include "views/card_frame.h"
#include "views/choice_button.h"
#include "views/owner_editor.h"
#include "views/theme.h"

#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>

namespace sentinai {

namespace {

constexpr int kCommentLines = 4;
constexpr qsizetype kMaxComment = 10'000;
constexpr qsizetype kLongComment = 9'000; ///< From here on the box counts.

template <typename E>
void addChoices(ChoiceButton& button, const QString& prefix) {
  for (const E value : allValues<E>()) {
    QAction* const action = button.addChoice(QLatin1Char('&') + displayText(value));
    action->setObjectName(prefix + toText(value));
  }
}

} // namespace

ExceptionAttributePanel::ExceptionAttributePanel(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_timeFormat(timeFormat)
    , m_theme(theme) {
  setObjectName(QStringLiteral("attributePanel"));
  auto* const content = new QWidget(this);
  auto* const column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(buildDecisions());
  column->addWidget(buildComment());
  column->addWidget(buildAttributes());
  column->addStretch();

  auto* const scroll = new QScrollArea(this);
  scroll->setObjectName(QStringLiteral("attributeScroll"));
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(content);
  scroll->viewport()->setAutoFillBackground(false);
  content->setAutoFillBackground(false);
  auto* const outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(scroll);

  restyle();
  connect(&m_theme, &Theme::changed, this, &ExceptionAttributePanel::restyle);
  connect(&m_timeFormat, &TimeFormat::changed, this, &ExceptionAttributePanel::updateTimes);
  updateEnabled();
}

QWidget* ExceptionAttributePanel::buildDecisions() {
  auto* const card = new CardFrame(m_theme, this);
  card->setObjectName(QStringLiteral("decisionCard"));
  auto* const form = new QFormLayout(card);
  form->setContentsMargins(Theme::kSpaceM, Theme::kSpaceM, Theme::kSpaceM, Theme::kSpaceM);
  form->setHorizontalSpacing(Theme::kSpaceM);
  form->setVerticalSpacing(Theme::kSpaceS);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);

  m_status = new ChoiceButton(tr("Status"), card);
  m_status->setObjectName(QStringLiteral("statusButton"));
  addChoices<Status>(*m_status, QStringLiteral("status-"));
  connect(m_status, &ChoiceButton::chosen, this,
          [this](int index) { Q_EMIT statusChosen(static_cast<Status>(index)); });
  m_severity = new ChoiceButton(tr("Severity"), card);
  m_severity->setObjectName(QStringLiteral("severityButton"));
  addChoices<Severity>(*m_severity, QStringLiteral("severity-"));
  connect(m_severity, &ChoiceButton::chosen, this,
          [this](int index) { Q_EMIT severityChosen(static_cast<Severity>(index)); });
  m_owner = new OwnerEditor(card);
  connect(m_owner, &OwnerEditor::assigned, this, &ExceptionAttributePanel::ownerChosen);

  const auto addRow = [&](const QString& text, QWidget* field, QWidget* buddy) {
    auto* const label = new QLabel(text, card);
    label->setBuddy(buddy);
    m_captions.push_back(label);
    form->addRow(label, field);
  };
  addRow(tr("Status"), m_status, m_status);
  addRow(tr("Severity"), m_severity, m_severity);
  addRow(tr("Owner"), m_owner, m_owner->button());
  m_sla = addValue(*form, tr("SLA"), QStringLiteral("slaValue"));
  m_deadline = addValue(*form, tr("Deadline"), QStringLiteral("deadlineValue"));
  return card;
}

QWidget* ExceptionAttributePanel::buildAttributes() {
  auto* const card = new CardFrame(m_theme, this);
  card->setObjectName(QStringLiteral("attributeCard"));
  auto* const column = new QVBoxLayout(card);
  column->setContentsMargins(Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM, Theme::kSpaceM);
  auto* const top = new QHBoxLayout;
  auto* const heading = new QLabel(tr("Attributes"), card);
  m_headings.push_back(heading);
  m_edit = new QPushButton(tr("Edit …"), card);
  m_edit->setObjectName(QStringLiteral("editAttributes"));
  m_edit->setAccessibleName(tr("Edit attributes"));
  connect(m_edit, &QPushButton::clicked, this, &ExceptionAttributePanel::editRequested);
  top->addWidget(heading);
  top->addStretch();
  top->addWidget(m_edit);
  column->addLayout(top);

  auto* const form = new QFormLayout;
  form->setHorizontalSpacing(Theme::kSpaceM);
  form->setVerticalSpacing(Theme::kSpaceXs + 2);
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_domain = addValue(*form, tr("Domain"), QStringLiteral("domainValue"));
  m_type = addValue(*form, tr("Type"), QStringLiteral("typeValue"));
  m_sourceSystem = addValue(*form, tr("Source"), QStringLiteral("sourceSystemValue"));
  m_entity = addValue(*form, tr("Entity"), QStringLiteral("entityValue"));
  m_amount = addValue(*form, tr("Amount"), QStringLiteral("amountValue"));
  m_created = addValue(*form, tr("Created"), QStringLiteral("createdValue"));
  m_updated = addValue(*form, tr("Updated"), QStringLiteral("updatedValue"));
  m_resolved = addValue(*form, tr("Resolved"), QStringLiteral("resolvedValue"));
  m_version = addValue(*form, tr("Version"), QStringLiteral("versionValue"));
  column->addLayout(form);
  return card;
}

QWidget* ExceptionAttributePanel::buildComment() {
  auto* const card = new CardFrame(m_theme, this);
  card->setObjectName(QStringLiteral("commentCard"));
  card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  auto* const column = new QVBoxLayout(card);
  column->setContentsMargins(Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM, Theme::kSpaceM);
  auto* const heading = new QLabel(tr("Comment"), card);
  m_headings.push_back(heading);
  m_comment = new QPlainTextEdit(card);
  m_comment->setObjectName(QStringLiteral("commentInput"));
  m_comment->setAccessibleName(tr("Comment"));
  m_comment->setPlaceholderText(tr("What others should know …"));
  m_comment->setTabChangesFocus(true);
  m_comment->setFixedHeight(m_comment->fontMetrics().lineSpacing() * kCommentLines + 2 * Theme::kSpaceS);
  m_comment->installEventFilter(this);
  heading->setBuddy(m_comment);
  m_send = new QPushButton(tr("Add comment"), card);
  m_send->setObjectName(QStringLiteral("addComment"));
  m_send->setMinimumWidth(m_send->fontMetrics().horizontalAdvance(m_send->text()) + 2 * Theme::kSpaceL);
  connect(m_send, &QPushButton::clicked, this, &ExceptionAttributePanel::submitComment);
  connect(m_comment, &QPlainTextEdit::textChanged, this, &ExceptionAttributePanel::updateEnabled);
  m_length = new QLabel(card);
  m_length->setObjectName(QStringLiteral("commentLength"));
  m_length->setTextFormat(Qt::PlainText);
  m_length->setWordWrap(true);
  auto* const bottom = new QHBoxLayout;
  bottom->addWidget(m_length, 1);
  bottom->addWidget(m_send);
  column->addWidget(heading);
  column->addWidget(m_comment);
  column->addLayout(bottom);
  return card;
}

QLabel* ExceptionAttributePanel::addValue(QFormLayout& form, const QString& label, const QString& objectName) {
  auto* const caption = new QLabel(label, this);
  m_captions.push_back(caption);
  auto* const value = new QLabel(this);
  value->setObjectName(objectName);
  value->setTextFormat(Qt::PlainText);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  value->setWordWrap(true);
  value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  value->setProperty("caption", label);
  form.addRow(caption, value);
  return value;
}

void ExceptionAttributePanel::setValue(QLabel* value, const QString& text, const QString& toolTip) {
  const QString shown = text.isEmpty() ? QStringLiteral("–") : text;
  value->setText(shown);
  value->setToolTip(plainToolTip(toolTip));
  value->setAccessibleName(tr("%1: %2").arg(value->property("caption").toString(), text.isEmpty() ? tr("none") : text));
}

void ExceptionAttributePanel::showException(const Exception& exception) {
  const QString former = m_exception ? m_exception->exceptionId : QString();
  m_exception = exception;
  if (former != exception.exceptionId) {
    if (const QString draft = m_comment->toPlainText(); !draft.trimmed().isEmpty()) {
      m_drafts.insert(former, draft);
    }
    m_comment->setPlainText(m_drafts.take(exception.exceptionId));
    m_comment->moveCursor(QTextCursor::End);
    (void)m_owner->stopTyping();
  }
  m_status->setCurrent(static_cast<int>(exception.status));
  m_severity->setCurrent(static_cast<int>(exception.severity));
  m_owner->setOwner(exception.owner);
  setValue(m_domain, visibleLine(exception.domain));
  setValue(m_type, visibleLine(exception.type));
  setValue(m_sourceSystem, visibleLine(exception.sourceSystem));
  setValue(m_entity, visibleLine(exception.entity));
  setValue(m_amount, visibleLine(amountText(exception)));
  setValue(m_version, QString::number(exception.version));
  updateTimes();
  updateEnabled();
}

void ExceptionAttributePanel::updateTimes() {
  if (!m_exception) {
    return;
  }
  const Instant now = currentInstant();
  const auto showTime = [&](QLabel* value, const std::optional<Instant>& time) {
    setValue(value, time ? m_timeFormat.text(*time, now) : QString(),
             time ? m_timeFormat.absoluteText(*time) : QString());
  };
  showTime(m_created, m_exception->createdAt);
  showTime(m_updated, m_exception->updatedAt);
  showTime(m_resolved, m_exception->resolvedAt);
  showTime(m_deadline, m_exception->slaDeadline);
  const SlaState state = slaState(*m_exception, now);
  QString sla = slaText(*m_exception, now);
  if (state == SlaState::OnTime || state == SlaState::DueSoon) {
    sla = tr("%1 left").arg(sla);
  } else if (state == SlaState::Breached) {
    sla = tr("%1 breached").arg(sla);
  } else if (state == SlaState::None) {
    sla = tr("No deadline");
  }
  setValue(m_sla, sla, m_exception->slaDeadline ? m_timeFormat.absoluteText(*m_exception->slaDeadline) : QString());
  QPalette palette = m_sla->palette();
  palette.setColor(QPalette::WindowText, m_theme.color(state));
  m_sla->setPalette(palette);
}

void ExceptionAttributePanel::setMe(const QString& login) {
  m_owner->setMe(login);
}

void ExceptionAttributePanel::setRefusals(const EditRefusals& refusals) {
  m_refusals = refusals;
  updateEnabled();
}

void ExceptionAttributePanel::updateEnabled() {
  const auto set = [&](QWidget* widget, const QString& refusal, const QString& help, bool ready = true) {
    widget->setEnabled(m_exception && refusal.isEmpty() && ready);
    widget->setToolTip(plainToolTip(refusal.isEmpty() ? help : refusal));
    widget->setAccessibleDescription(refusal.isEmpty() ? help : refusal);
  };
  set(m_status, m_refusals.change, tr("Change the status (Ctrl+Shift+S)"));
  set(m_severity, m_refusals.change, tr("Change the severity (Ctrl+Shift+Y)"));
  set(m_owner->button(), m_refusals.assign, tr("Change the owner (Ctrl+Shift+O), assign to me (Ctrl+Shift+M)"));
  set(m_edit, m_refusals.change, tr("Edit the other attributes (Ctrl+E)"));
  set(m_comment, m_refusals.comment, tr("Write a comment (Ctrl+Shift+K); Ctrl+Enter adds it"));
  const qsizetype length = m_comment->toPlainText().trimmed().size();
  showLength(length);
  set(m_send, m_refusals.comment,
      length == 0             ? tr("Write a comment first")
      : length <= kMaxComment ? tr("Add the comment to the timeline (Ctrl+Enter)")
                              : tr("The comment is too long"),
      length > 0 && length <= kMaxComment);
}

void ExceptionAttributePanel::showLength(qsizetype length) {
  const QLocale locale;
  const bool tooLong = length > kMaxComment;
  m_length->setVisible(length >= kLongComment);
  m_length->setText(tooLong ? tr("%1 characters too many").arg(locale.toString(length - kMaxComment))
                            : tr("%1 of %2 characters").arg(locale.toString(length), locale.toString(kMaxComment)));
  QPalette palette = m_length->palette();
  palette.setColor(QPalette::WindowText, tooLong ? m_theme.colors().bad : m_theme.colors().mutedText);
  m_length->setPalette(palette);
}

void ExceptionAttributePanel::submitComment() {
  if (m_send->isEnabled()) {
    Q_EMIT commentEntered(m_comment->toPlainText().trimmed());
  }
}

void ExceptionAttributePanel::commentSaved(const QString& exceptionId, const QString& text) {
  if (m_exception && m_exception->exceptionId == exceptionId) {
    if (m_comment->toPlainText().trimmed() == text) {
      m_comment->clear();
    }
  } else if (m_drafts.value(exceptionId).trimmed() == text) {
    m_drafts.remove(exceptionId);
  }
}

bool ExceptionAttributePanel::goBack() {
  return m_owner->stopTyping();
}

void ExceptionAttributePanel::openStatusMenu() {
  if (m_status->isEnabled()) {
    m_status->setFocus(Qt::ShortcutFocusReason);
    m_status->click();
  }
}

void ExceptionAttributePanel::openSeverityMenu() {
  if (m_severity->isEnabled()) {
    m_severity->setFocus(Qt::ShortcutFocusReason);
    m_severity->click();
  }
}

void ExceptionAttributePanel::focusComment() {
  m_comment->setFocus(Qt::ShortcutFocusReason);
}

bool ExceptionAttributePanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_comment && event->type() == QEvent::KeyPress) {
    auto* const key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && key->modifiers().testFlag(Qt::ControlModifier)) {
      submitComment();
      return true;
    }
  }
  return QFrame::eventFilter(watched, event);
}

void ExceptionAttributePanel::restyle() {
  for (QLabel* const caption : m_captions) {
    QPalette palette = caption->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().mutedText);
    caption->setPalette(palette);
  }
  for (QLabel* const heading : m_headings) {
    heading->setFont(m_theme.font(FontRole::Strong));
  }
  m_sla->setFont(m_theme.font(FontRole::Strong));
  // Set in where it is dark, since the frame of an input hardly shows there.
  QPalette input = m_comment->palette();
  input.setColor(QPalette::Base, m_theme.isDark() ? m_theme.colors().window : m_theme.colors().base);
  m_comment->setPalette(input);
  for (const Status status : allValues<Status>()) {
    m_status->setChoiceIcon(static_cast<int>(status), m_theme.icon(status));
  }
  for (const Severity severity : allValues<Severity>()) {
    m_severity->setChoiceIcon(static_cast<int>(severity), m_theme.icon(severity));
  }
  updateTimes();
}

} // namespace sentinai
