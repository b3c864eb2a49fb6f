-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TRIGGER announce ON sentinai.exception_event;
DROP FUNCTION sentinai.announce_events();
DROP FUNCTION sentinai.change_channel();
DROP FUNCTION sentinai.channel_of(text);
DROP TABLE sentinai.change_key;
