// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_line_edit.h"

#include "models/filter_completion_model.h"
#include "views/completion_delegate.h"
#include "views/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QTextCharFormat>

namespace sentinai {

namespace {

constexpr int kPopupWidth = 440;

} // namespace

FilterLineEdit::FilterLineEdit(FilterValueSource& values, const Theme& theme, QWidget* parent)
    : QLineEdit(parent)
    , m_theme(theme)
    , m_model(new FilterCompletionModel(values, this))
    , m_completer(new QCompleter(m_model, this)) {
  setClearButtonEnabled(true);
  m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  m_completer->setMaxVisibleItems(12);
  m_completer->setWidget(this);
  m_completer->popup()->setObjectName(QStringLiteral("filterCompletions"));
  m_completer->popup()->setAccessibleName(tr("Completions"));
  m_completer->popup()->setItemDelegate(
      new CompletionDelegate(theme, FilterCompletionModel::HintRole, m_completer->popup()));

  connect(this, &QLineEdit::textEdited, this, &FilterLineEdit::offerCompletions);
  connect(this, &QLineEdit::textChanged, this, &FilterLineEdit::underline);
  connect(m_model, &FilterCompletionModel::completionsChanged, this, &FilterLineEdit::showCompletions);
  connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &FilterLineEdit::insertCompletion);
}

void FilterLineEdit::setError(const std::optional<FilterError>& error) {
  m_error = error;
  underline();
}

void FilterLineEdit::offerCompletions() {
  m_offering = true;
  m_model->complete(text(), cursorPosition());
}

void FilterLineEdit::showCompletions() {
  // What is written already need not be offered.
  const bool done =
      m_model->rowCount() == 1 && m_model->index(0, 0).data(FilterCompletionModel::InsertRole).toString() ==
                                      text().mid(m_model->replacePosition(), m_model->replaceLength());
  if (!m_offering || !hasFocus() || m_model->rowCount() == 0 || done) {
    m_completer->popup()->hide();
    return;
  }
  QRect place = cursorRect();
  place.setWidth(kPopupWidth);
  m_completer->complete(place);
  // Nothing is chosen before an arrow key has been pressed: Enter submits the line as it stands.
  m_completer->popup()->setCurrentIndex({});
}

void FilterLineEdit::insertCompletion(const QModelIndex& index) {
  QString completion = index.data(FilterCompletionModel::InsertRole).toString();
  const bool isField = completion.endsWith(QLatin1Char(':'));
  const qsizetype position = m_model->replacePosition();
  const qsizetype end = position + m_model->replaceLength();
  QString line = text();
  line.replace(position, end - position, completion);
  const qsizetype cursor = position + completion.size();
  if (!isField && cursor == line.size()) {
    line += QLatin1Char(' ');
    setText(line);
    setCursorPosition(static_cast<int>(cursor) + 1);
    m_offering = false;
    return;
  }
  setText(line);
  setCursorPosition(static_cast<int>(cursor));
  if (isField) {
    offerCompletions();
  }
}

void FilterLineEdit::keyPressEvent(QKeyEvent* event) {
  const bool popup = m_completer->popup()->isVisible();
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    if (popup && m_completer->popup()->currentIndex().isValid()) {
      event->ignore(); // The completer takes it.
      return;
    }
    m_offering = false;
    m_completer->popup()->hide();
    Q_EMIT submitted();
    event->accept();
    return;
  }
  if ((event->key() == Qt::Key_Down || (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)) &&
      !popup) {
    offerCompletions();
    event->accept();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void FilterLineEdit::focusInEvent(QFocusEvent* event) {
  m_offering = false;
  QLineEdit::focusInEvent(event);
}

void FilterLineEdit::underline() {
  // QLineEdit formats its text only by way of the input method's attributes.
  QList<QInputMethodEvent::Attribute> attributes;
  if (m_error && m_error->position + m_error->length <= text().size()) {
    QTextCharFormat format;
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    format.setUnderlineColor(m_theme.colors().bad);
    format.setForeground(m_theme.colors().bad);
    attributes.append({QInputMethodEvent::TextFormat, static_cast<int>(m_error->position) - cursorPosition(),
                       static_cast<int>(m_error->length), format});
  }
  QInputMethodEvent event(QString(), attributes);
  QCoreApplication::sendEvent(this, &event);
}

} // namespace sentinai
