//! `depesha query`.

use super::Exit;
use super::args::{Global, QueryArgs};
use super::printer::Printer;

pub fn run(_global: &Global, _args: &QueryArgs, _printer: &mut Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("the search stage is not joined to the program yet")
}
