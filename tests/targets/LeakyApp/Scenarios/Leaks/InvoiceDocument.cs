namespace LeakyApp.Scenarios.Leaks;

internal sealed record InvoiceDocument(string Title, byte[] Pages)
{
    public bool IsValid => Pages.Length > 0 && Title.Length > 0;
}
