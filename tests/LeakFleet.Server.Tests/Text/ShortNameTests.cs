using LeakFleet.Server.Text;

namespace LeakFleet.Server.Tests.Text;

public sealed class ShortNameTests
{
    [Theory]
    [InlineData("Acme.Shop.Order", "Shop.Order")]
    [InlineData("Order", "Order")]
    [InlineData("static Acme.Shop.Cache.Orders", "static Cache.Orders")]
    [InlineData("System.Collections.Generic.List<Acme.Shop.Order>._items", "List<Order>._items")]
    [InlineData("System.Collections.Generic.Dictionary<System.String, System.Collections.Generic.List<Acme.Order>>._entries", "Dictionary<String, List<Order>>._entries")]
    [InlineData("Acme.Shop.Order[]", "Order[]")]
    [InlineData("", "")]
    [InlineData("...", "...")]
    [InlineData("<script>", "<script>")]
    public void NamespacesGo(string name, string expected) => Assert.Equal(expected, ShortName.Of(name, 80));

    [Fact]
    public void WhatIsTooLongLosesItsMiddle()
    {
        var name = ShortName.Of("Begin" + new string('x', 500) + "End", 40);
        Assert.Equal(40, name.Length);
        Assert.StartsWith("Begin", name);
        Assert.EndsWith("End", name);
    }
}
