namespace LeakyApp;

internal sealed record BackgroundSession(string Id, TimeSpan StartedAt, byte[] State);
