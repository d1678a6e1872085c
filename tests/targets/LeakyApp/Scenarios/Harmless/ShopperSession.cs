namespace LeakyApp.Scenarios.Harmless;

internal sealed record ShopperSession(string Id, byte[] Basket);
