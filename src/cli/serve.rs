pub(super) async fn run(
    _: &crate::office::Office,
    _: &super::typed::Serve,
    _: super::say::Say,
) -> Result<super::End, crate::office::OfficeError> {
    Ok(super::End::Done)
}
