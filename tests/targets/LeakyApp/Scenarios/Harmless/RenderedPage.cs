namespace LeakyApp.Scenarios.Harmless;

internal sealed record RenderedPage(string Url, byte[] Body);
