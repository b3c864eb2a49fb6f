// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import_wizard.h"

#include "models/import_model.h"
#include "models/safe_text.h"
#include "views/import_file_page.h"
#include "views/import_mapping_page.h"
#include "views/import_run_page.h"
#include "views/theme.h"

#include <QCloseEvent>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr QSize kSize{860, 620};
enum Step { FileStep, MappingStep, CheckStep, RunStep };

} // namespace

ImportWizard::ImportWizard(ImportModel& model, const Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_model(model)
    , m_theme(theme)
    , m_steps(new QLabel(this))
    , m_pages(new QStackedWidget(this))
    , m_hint(new QLabel(this))
    , m_back(new QPushButton(this))
    , m_next(new QPushButton(this))
    , m_show(new QPushButton(this))
    , m_close(new QPushButton(this)) {
  setObjectName(QStringLiteral("importWizard"));
  setWindowTitle(tr("Import a Log"));
  setModal(false);
  setAcceptDrops(true);
  resize(kSize);
  m_steps->setObjectName(QStringLiteral("importSteps"));
  m_steps->setTextFormat(Qt::RichText);
  m_back->setText(tr("&Back"));
  m_show->setText(tr("Show &Exceptions"));
  m_back->setObjectName(QStringLiteral("importBack"));
  m_next->setObjectName(QStringLiteral("importNext"));
  m_show->setObjectName(QStringLiteral("importShow"));
  m_close->setObjectName(QStringLiteral("importClose"));
  m_hint->setObjectName(QStringLiteral("importHint"));
  m_hint->setTextFormat(Qt::PlainText);
  m_next->setDefault(true);
  m_close->setAutoDefault(false);

  m_pages->addWidget(new ImportFilePage(model, theme, m_pages));
  m_pages->addWidget(new ImportMappingPage(model, theme, m_pages));
  m_pages->addWidget(new ImportRunPage(model, theme, ImportRunPage::Kind::Check, m_pages));
  m_pages->addWidget(new ImportRunPage(model, theme, ImportRunPage::Kind::Import, m_pages));

  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(Theme::kSpaceS);
  buttons->addWidget(m_hint, 1);
  buttons->addWidget(m_back);
  buttons->addWidget(m_next);
  buttons->addWidget(m_show);
  buttons->addWidget(m_close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceM);
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(m_steps);
  column->addWidget(m_pages, 1);
  column->addLayout(buttons);

  connect(m_back, &QPushButton::clicked, this, [this] {
    if (m_model.activity() == ImportModel::Activity::Checking) {
      m_model.cancel(); // Nobody looks at what comes of it.
    }
    goTo(m_pages->currentIndex() - 1);
  });
  connect(m_next, &QPushButton::clicked, this, &ImportWizard::goOn);
  connect(m_show, &QPushButton::clicked, this, [this] {
    Q_EMIT showImported();
    close();
  });
  connect(m_close, &QPushButton::clicked, this, &QWidget::close);
  connect(&model, &ImportModel::changed, this, &ImportWizard::showModel);
  connect(&theme, &Theme::changed, this, &ImportWizard::applyTheme);
  goTo(FileStep);
  m_pages->currentWidget()->setFocus();
  applyTheme();
}

void ImportWizard::openFile(const QString& path) {
  goTo(FileStep);
  m_model.setFile(path);
}

ImportPage* ImportWizard::page(int index) const {
  return static_cast<ImportPage*>(m_pages->widget(index));
}

void ImportWizard::goTo(int index) {
  const bool forward = index > m_pages->currentIndex();
  m_pages->setCurrentIndex(index);
  applyTheme();
  if (forward) {
    page(index)->enter();
  }
  showModel();
}

void ImportWizard::goOn() {
  if (page(m_pages->currentIndex())->isComplete()) {
    goTo(m_pages->currentIndex() + 1);
  }
}

void ImportWizard::showModel() {
  const int index = m_pages->currentIndex();
  const bool importing = m_model.activity() == ImportModel::Activity::Importing;
  const bool complete = page(index)->isComplete();
  m_back->setVisible(index > FileStep);
  m_back->setEnabled(!importing);
  m_next->setVisible(index < RunStep);
  m_next->setText(page(index)->nextText());
  m_next->setEnabled(complete);
  m_next->setToolTip(complete ? QString() : plainToolTip(page(index)->hint()));
  m_hint->setText(complete ? QString() : page(index)->hint());
  m_show->setVisible(index == RunStep && !importing && m_model.hasWritten());
  const bool finished = index == RunStep && !importing;
  m_close->setText(finished ? tr("&Close") : tr("Cancel"));
  (finished ? m_close : m_next)->setDefault(true);
  if (m_closing && !importing) {
    m_closing = false;
    done(Rejected);
  }
}

void ImportWizard::reject() {
  close();
}

void ImportWizard::closeEvent(QCloseEvent* event) {
  if (m_model.activity() == ImportModel::Activity::Importing) {
    event->ignore();
    if (!m_closing) {
      askToCancel();
    }
    return;
  }
  m_model.cancel();
  event->accept();
  done(Rejected);
}

void ImportWizard::askToCancel() {
  if (findChild<QMessageBox*>(QStringLiteral("importAsk")) != nullptr) {
    return;
  }
  auto* box = new QMessageBox(QMessageBox::Question, tr("Import a Log"), tr("The import is still running. Cancel it?"),
                              QMessageBox::NoButton, this);
  box->setObjectName(QStringLiteral("importAsk"));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setInformativeText(tr("What was written so far stays. Importing the log again adds the rest."));
  QPushButton* stop = box->addButton(tr("Cancel Import"), QMessageBox::DestructiveRole);
  stop->setObjectName(QStringLiteral("importAskCancel"));
  QPushButton* keep = box->addButton(tr("Keep Importing"), QMessageBox::RejectRole);
  keep->setObjectName(QStringLiteral("importAskKeep"));
  box->setDefaultButton(keep);
  connect(stop, &QPushButton::clicked, this, [this] {
    m_closing = true;
    m_model.cancel();
    showModel();
  });
  // Once the import has ended, there is nothing left to ask.
  connect(&m_model, &ImportModel::changed, box, [this, box] {
    if (m_model.activity() != ImportModel::Activity::Importing) {
      box->close();
    }
  });
  box->open();
}

void ImportWizard::dragEnterEvent(QDragEnterEvent* event) {
  const bool idle = m_pages->currentIndex() <= MappingStep;
  const QList<QUrl> urls = event->mimeData()->urls();
  if (idle && urls.size() == 1 && urls.front().isLocalFile()) {
    event->acceptProposedAction();
  }
}

void ImportWizard::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  openFile(event->mimeData()->urls().front().toLocalFile());
}

void ImportWizard::applyTheme() {
  QStringList steps;
  for (int i = 0; i < m_pages->count(); ++i) {
    const bool current = i == m_pages->currentIndex();
    steps << QStringLiteral("<span style=\"color:%1; %2\">%3 %4</span>")
                 .arg((current ? m_theme.colors().accent : m_theme.colors().mutedText).name(),
                      current ? QStringLiteral("font-weight:600") : QString())
                 .arg(i + 1)
                 .arg(page(i)->title().toHtmlEscaped());
  }
  m_steps->setText(steps.join(QStringLiteral("&nbsp;&nbsp;›&nbsp;&nbsp;")));
  m_steps->setAccessibleName(tr("Step %1 of %2: %3")
                                 .arg(m_pages->currentIndex() + 1)
                                 .arg(m_pages->count())
                                 .arg(page(m_pages->currentIndex())->title()));
  QPalette palette = m_hint->palette();
  palette.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_hint->setPalette(palette);
}

} // namespace sentinai
