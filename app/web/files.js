// A small file that comes with a reply, such as an appointment: saved with one tap.

import { fill, make } from "./elements.js";

export function fileLink(attachment, labels) {
  const isAppointment = attachment.media_type.startsWith("text/calendar");
  const label = isAppointment
    ? labels.add_to_calendar
    : fill(labels.save_file, { name: attachment.name });
  const link = make("a", "pill file", label);
  link.href = URL.createObjectURL(new Blob([attachment.text], { type: attachment.media_type }));
  link.download = attachment.name;
  return link;
}
