#!/usr/bin/env bash
# Makes the files of tests/formats/data with the programs that people make such files with. Takes the two
# dispatches of the sample corpus named below. Needs Debian's packages libreoffice-writer-nogui,
# libreoffice-calc-nogui, libreoffice-impress-nogui, pandoc, weasyprint, ghostscript, qpdf, zip, p7zip-full, bzip2,
# xz-utils, zstd, wget, python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
corpus=$here/../../sample-corpus
out=$here/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
cp "$corpus/kcna/2024-09-24-bogota.txt" a.txt
cp "$corpus/tass/1955-11-15-metro.txt" b.txt

# One paragraph for each line.
python3 - <<'P'
import html
for name in 'ab':
    lines = [line for line in open(name + '.txt', encoding='utf-8').read().split('\n') if line.strip()]
    body = '\n'.join(f'<p>{html.escape(line, quote=False)}</p>' for line in lines)
    open(name + '.html', 'w', encoding='utf-8').write(
        '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><style>body { font-family: "DejaVu Serif";'
        f' text-align: justify; hyphens: auto }}</style></head><body>\n{body}\n</body></html>\n')
P

office() { soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to "$@" >/dev/null 2>&1; }
office odt:writer8 --infilter="HTML (StarWriter)" a.html
for kind in "docx:MS Word 2007 XML" "rtf:Rich Text Format" "doc:MS Word 97" "pdf:writer_pdf_Export"; do
    office "$kind" a.odt
done
for kind in odt docx rtf doc pdf; do mv a.$kind "$out/libreoffice.$kind"; done
printf 'Город,Осадки\nОмск,12\n' > table.csv
office xlsx table.csv && mv table.xlsx "$out/libreoffice.xlsx"
office pdf:writer_pdf_Export:'{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"secret"}}' \
    "$out/libreoffice.odt" && mv libreoffice.pdf "$out/encrypted.pdf"

for kind in docx odt rtf epub fb2; do pandoc --standalone --metadata title=Выпуск --metadata lang=ru a.html -o "$out/pandoc.$kind"; done

weasyprint a.html "$out/weasyprint.pdf" 2>/dev/null
# Two columns and running heads.
sed 's/<style>/<style>@page { size: A5; @top-center { content: "Вестник агентства" } @bottom-center { content: counter(page) } } body { columns: 2; font-size: 9pt }/' a.html > columns.html
cat b.html >> columns.html
weasyprint columns.html "$out/columns.pdf" 2>/dev/null
gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -dCompatibilityLevel=1.3 -sOutputFile="$out/ghostscript.pdf" "$out/libreoffice.pdf"
qpdf --object-streams=generate "$out/libreoffice.pdf" "$out/qpdf-objects.pdf"
gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfimage8 -r40 -sOutputFile="$out/scanned.pdf" "$out/libreoffice.pdf"

mkdir tree && cp a.txt "tree/первый выпуск.txt" && cp b.txt tree/b.txt
(cd tree && zip -q -X "$out/infozip.zip" ./*.txt && zip -q -X -P secret "$out/encrypted.zip" b.txt)
# Windows writes names in CP866 and does not say so.
python3 - "$out/cp866.zip" <<'P'
import sys, zipfile
class Cp866(zipfile.ZipInfo):
    def _encodeFilenameFlags(self):
        return self.filename.encode('cp866'), self.flag_bits
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(Cp866('первый выпуск.txt', (2024, 9, 24, 0, 0, 0)), open('a.txt', 'rb').read(), zipfile.ZIP_DEFLATED)
P
7z a -bd -y "$out/7zip.7z" tree >/dev/null
7z a -bd -y "$out/7zip.zip" tree >/dev/null
gzip -nc a.txt > "$out/members.txt.gz" && gzip -nc b.txt >> "$out/members.txt.gz"
bzip2 -c a.txt > "$out/streams.txt.bz2" && bzip2 -c b.txt >> "$out/streams.txt.bz2"
xz -c a.txt > "$out/streams.txt.xz" && xz -c b.txt >> "$out/streams.txt.xz"
zstd -q --ultra -22 --long=27 -c a.txt > "$out/window.txt.zst" && zstd -q -c b.txt >> "$out/window.txt.zst"
tar --mtime=2024-09-24 -C tree -czf inner.tar.gz . && zip -q -X middle.zip inner.tar.gz
tar --mtime=2024-09-24 --format=pax -cf "$out/nested.tar" middle.zip

mkdir www && cp a.html b.html www/
python3 -m http.server --bind 127.0.0.1 --directory www 8123 >/dev/null 2>&1 &
server=$!
until wget -q -O /dev/null http://127.0.0.1:8123/a.html; do sleep 0.2; done
# The arguments are kept in the file: no path of this machine may be among them.
wget -q -O /dev/null --no-warc-keep-log --warc-file=wget http://127.0.0.1:8123/a.html http://127.0.0.1:8123/b.html
kill $server
mv wget.warc.gz "$out/wget.warc.gz"

python3 - "$out" <<'P'
import mailbox, os, sys
from email.message import EmailMessage
out = sys.argv[1]
path = os.path.join(out, 'python.mbox')
if os.path.exists(path):
    os.remove(path)
box = mailbox.mbox(path)
for name, charset, encoding in (('a', 'windows-1251', 'base64'), ('b', 'utf-8', 'quoted-printable')):
    message = EmailMessage()
    message['From'] = 'desk@example.org'
    message['To'] = 'archive@example.org'
    message['Subject'] = 'Выпуск ' + name
    message['Date'] = 'Tue, 24 Sep 2024 12:00:00 +0300'
    text = open(name + '.txt', encoding='utf-8').read()
    text = text.encode(charset, 'replace').decode(charset)
    message.set_content(text, charset=charset, cte=encoding)
    box.add(message)
    with open(os.path.join(out, f'python-{name}.eml'), 'wb') as file:
        file.write(message.as_bytes())
box.flush()
P

{
    soffice --version; pandoc --version | head -1; weasyprint --version; echo "Ghostscript $(gs --version)"
    qpdf --version | head -1; zip -v | sed -n 2p; 7z | sed -n 2p; gzip --version | head -1; bzip2 --help 2>&1 | head -1
    xz --version | head -1; zstd --version; tar --version | head -1; wget --version | head -1; python3 --version
} > "$out/versions.txt"
